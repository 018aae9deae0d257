package io.lockstep.driver.training;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.network.ModelFactory;
import io.lockstep.network.ModelSpec;
import io.lockstep.network.Shape;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** A model by a class of the user's, which is on the driver's class path. */
final class FactoryModel {
  private FactoryModel() {}

  /**
   * Asks the class.
   *
   * @param input shape of one example
   * @throws LockstepException (usage) if it is not there, is no factory, or fails
   */
  static StartModel read(String name, Shape input) {
    ModelSpec model;
    try {
      model = factory(name).model(input);
    } catch (RuntimeException | LinkageError e) {
      if (e instanceof LockstepException refusal) {
        throw refusal;
      }
      throw refused(name, "it fails with " + e, e);
    }
    if (model == null) {
      throw refused(name, "it gives no model (null)", null);
    }
    String layers = model.layers() + " " + model.wires();
    return new StartModel(
        new ModelSpec(model.layers(), model.wires()), sha256(layers), Optional.empty());
  }

  private static ModelFactory factory(String name) {
    try {
      Class<?> type = Class.forName(name, true, Thread.currentThread().getContextClassLoader());
      if (!ModelFactory.class.isAssignableFrom(type)) {
        throw refused(name, "it does not implement " + ModelFactory.class.getName(), null);
      }
      Constructor<?> constructor = type.getConstructor();
      return (ModelFactory) constructor.newInstance();
    } catch (ClassNotFoundException e) {
      throw refused(
          name,
          "there is no such class on the driver's class path; give its jar by --conf spark.jars=JAR"
              + " (or spark-submit --jars)",
          e);
    } catch (NoSuchMethodException | IllegalAccessException | InstantiationException e) {
      throw refused(name, "it must be public, with a public constructor without parameters", e);
    } catch (InvocationTargetException e) {
      throw refused(name, "its constructor fails with " + e.getCause(), e);
    }
  }

  private static String sha256(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot find SHA-256, which every JDK has", e);
    }
  }

  private static LockstepException refused(String name, String why, Throwable cause) {
    return new LockstepException(
        ExitCode.USAGE, "Cannot use the model of class " + name + ": " + why + ".", cause);
  }
}
