package io.lockstep.network.dl4j;

import com.sun.jna.NativeLibrary;
import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import java.nio.file.Path;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * ND4J's native libraries, chosen and set so that they are as fast as they can be: the variant for
 * this processor, an OpenBLAS that knows it, oneDNN for the layers that have it, one thread a
 * worker. Done once a process, before ND4J loads.
 */
final class Natives {
  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";
  private static final String HELPERS_DISABLED = "org.eclipse.deeplearning4j.helpers.disable";

  private static final Natives LOADED = new Natives(CpuFlags.read());

  private final CpuFlags cpu;
  private final String variant;
  private final String blasCore;

  private Natives(CpuFlags cpu) {
    this.cpu = cpu;
    this.variant = System.getProperty(EXTENSION, cpu.nativeVariant());
    if (variant.contains("avx512") && !cpu.hasAvx512()) {
      throw new LockstepException(
          ExitCode.USAGE,
          "Cannot load ND4J's variant "
              + variant
              + ": this processor has no AVX-512. Remove the system property "
              + EXTENSION
              + ".");
    }
    System.setProperty(EXTENSION, variant);
    // Upstream's default is to disable the oneDNN layers.
    System.setProperty(HELPERS_DISABLED, System.getProperty(HELPERS_DISABLED, "false"));
    try {
      Path jni = Path.of(Loader.load(openblas.class));
      openblas.blas_set_num_threads(1);
      this.blasCore = coreName(jni.resolveSibling("libopenblas.so.0"));
      Nd4j.getEnvironment().setMaxThreads(1);
      Nd4j.getEnvironment().setMaxMasterThreads(1);
    } catch (UnsatisfiedLinkError | NoClassDefFoundError | ExceptionInInitializerError e) {
      throw new LockstepException(
          ExitCode.RESOURCES,
          "Cannot load ND4J's native libraries (linux-x86_64"
              + variant
              + "): "
              + e
              + ". They need Linux x86-64, and space in the folder of JavaCPP's cache"
              + " (~/.javacpp/cache, or -Dorg.bytedeco.javacpp.cachedir).",
          e);
    }
  }

  /** JavaCPP's presets lack this one function. */
  private static String coreName(Path library) {
    return NativeLibrary.getInstance(library.toString())
        .getFunction("openblas_get_corename")
        .invokeString(new Object[0], false);
  }

  static Natives loaded() {
    return LOADED;
  }

  /** One thread for what this thread computes: OpenMP keeps the setting by thread. */
  void oneThread() {
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
  }

  CpuFlags cpu() {
    return cpu;
  }

  String variant() {
    return variant.substring(1);
  }

  /** The processor that OpenBLAS takes this one for. */
  String blasCore() {
    return blasCore;
  }
}
