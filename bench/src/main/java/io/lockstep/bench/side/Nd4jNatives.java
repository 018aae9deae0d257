package io.lockstep.bench.side;

import java.util.List;

/** Whose native libraries a peer on ND4J 1.0.0-M2.1 runs on. */
enum Nd4jNatives {
  /** Those that its version brings, as its user gets them from Maven. */
  AS_SHIPPED("as Maven gives it: OpenBLAS 0.3.19, natives without oneDNN") {
    @Override
    List<String> options() {
      return List.of();
    }

    @Override
    String classPath(Surroundings around) {
      // JavaCPP takes classes and natives from what comes first.
      return around.file("bench/target/lib-as-shipped") + "/*:" + super.classPath(around);
    }
  },
  /** Those that the product brings. */
  OF_THE_PRODUCT(
      "with the product's natives in place of its own: OpenBLAS 0.3.31, oneDNN for this processor,"
          + " whose layers are asked for, but M2.1 never finds them") {
    @Override
    List<String> options() {
      return List.of(
          "-Dorg.bytedeco.javacpp.platform.extension=" + NativeVariant.here(),
          "-Dorg.eclipse.deeplearning4j.helpers.disable=false");
    }
  };

  private final String given;

  Nd4jNatives(String given) {
    this.given = given;
  }

  /** For the description of a side. */
  String given() {
    return "Deeplearning4j and ND4J 1.0.0-M2.1 " + given;
  }

  /** Of the peer's JVM. */
  abstract List<String> options();

  /** Of the peer's JVM. */
  String classPath(Surroundings around) {
    return System.getProperty("java.class.path");
  }
}
