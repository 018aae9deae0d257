package io.lockstep.kernel;

import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The choice of kernels, made once a process. */
final class BestKernels {
  private static final String VECTOR_MODULE = "jdk.incubator.vector";

  static final Kernels KERNELS = choose();

  private BestKernels() {}

  private static Kernels choose() {
    Logger log = LoggerFactory.getLogger(Kernels.class);
    Kernels best = new PlainKernels();
    // Without the module the provider's classes cannot even be linked.
    if (ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent()) {
      for (Kernels vector : ServiceLoader.load(Kernels.class, Kernels.class.getClassLoader())) {
        best = vector;
      }
    } else {
      log.info("No vector kernels: start the JVM with --add-modules {}", VECTOR_MODULE);
    }
    log.info("Kernels: {}", best.description());
    return best;
  }
}
