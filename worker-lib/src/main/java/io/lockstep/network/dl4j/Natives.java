package io.lockstep.network.dl4j;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import java.util.Properties;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * ND4J's native libraries, chosen and set so that they are as fast as they can be: the variant for
 * this processor, an OpenBLAS that knows it, oneDNN for the layers that gain by it, one thread a
 * worker. Done once a process, before ND4J loads.
 */
final class Natives {
  static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";
  private static final String HELPERS_DISABLED = "org.eclipse.deeplearning4j.helpers.disable";
  private static final String LOG_INITIALIZATION = "org.nd4j.log.initialization";

  private static Natives loaded;

  private final CpuFlags cpu;
  private final String variant;
  private final BlasCore blasCore;
  private final String backend;

  private Natives(CpuFlags cpu, String variant) {
    this.cpu = cpu;
    this.variant = variant;
    // ND4J sets it to the number of cores when it first makes this object.
    Nd4j.factory().blas().setMaxThreads(1);
    this.blasCore = BlasCore.inUse();
    this.backend = Nd4j.getExecutioner().getEnvironmentInformation().getProperty("backend");
  }

  /** Loads them at the first call; a failure names what is missing. */
  static synchronized Natives loaded() {
    if (loaded == null) {
      CpuFlags cpu = CpuFlags.read();
      String variant = cpu.nativeVariant(System.getProperty(EXTENSION, ""));
      setProperties(System.getProperties(), variant);
      try {
        loaded = new Natives(cpu, variant);
      } catch (LinkageError | RuntimeException e) {
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
    return loaded;
  }

  private static void setProperties(Properties properties, String variant) {
    properties.setProperty(EXTENSION, variant);
    // Upstream's default is to leave oneDNN's layers out.
    properties.putIfAbsent(HELPERS_DISABLED, "false");
    properties.putIfAbsent(LOG_INITIALIZATION, "false");
  }

  /** One thread for what this thread computes: OpenMP keeps the setting by thread. */
  void oneThread() {
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
  }

  CpuFlags cpu() {
    return cpu;
  }

  /** Whether ND4J computes in the host's memory, so that its arrays can be views of our vectors. */
  boolean inHostMemory() {
    return backend.equals("CPU");
  }

  /** Where ND4J computes: CPU or CUDA. */
  String backend() {
    return backend;
  }

  /** Of ND4J's native library, for example {@code onednn-avx2}. */
  String variant() {
    return variant.substring(1);
  }

  /** The processor that OpenBLAS takes this one for. */
  BlasCore blasCore() {
    return blasCore;
  }
}
