package io.lockstep.driver.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * {@code sun.misc.Signal} of the module jdk.unsupported, by reflection: the compiler's warning
 * about it cannot be silenced, and warnings are errors here.
 */
final class OsSignal {
  private OsSignal() {}

  /**
   * Handles a signal.
   *
   * @param name without SIG
   * @return gives the signal back to the handler before
   */
  static Runnable handle(String name, Runnable action) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object signal = signalType.getConstructor(String.class).newInstance(name);
      Object handler =
          Proxy.newProxyInstance(
              OsSignal.class.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, arguments) -> invoked(proxy, method, arguments, action));
      Method handle = signalType.getMethod("handle", signalType, handlerType);
      Object before = handle.invoke(null, signal, handler);
      return () -> restore(handle, signal, before);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      return () -> {}; // a JVM that keeps the signal to itself (-Xrs): it ends the process as ever
    }
  }

  private static Object invoked(Object proxy, Method method, Object[] arguments, Runnable action) {
    switch (method.getName()) {
      case "handle" -> action.run();
      case "equals" -> {
        return proxy == arguments[0];
      }
      case "hashCode" -> {
        return System.identityHashCode(proxy);
      }
      case "toString" -> {
        return "Lockstep's signal handler";
      }
      default -> throw new UnsupportedOperationException(method.toString());
    }
    return null;
  }

  private static void restore(Method handle, Object signal, Object before) {
    try {
      handle.invoke(null, signal, before);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("Cannot give a signal back: " + e.getMessage(), e);
    }
  }
}
