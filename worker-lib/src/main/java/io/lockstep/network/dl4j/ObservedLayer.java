package io.lockstep.network.dl4j;

import io.lockstep.network.dl4j.LayerObserver.Pass;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;

/**
 * A layer that tells a {@link LayerObserver} about each pass. A proxy, since DL4J's interface has
 * some fifty methods; a network that nobody observes has none.
 */
final class ObservedLayer implements InvocationHandler {
  private static final Map<String, Pass> PASSES =
      Map.of("activate", Pass.FORWARD, "backpropGradient", Pass.BACKWARD);

  private final Layer layer;
  private final int place;
  private final LayerObserver observer;

  private ObservedLayer(Layer layer, int place, LayerObserver observer) {
    this.layer = layer;
    this.place = place;
    this.observer = observer;
  }

  /** A stand-in for {@code layer} that has all of its interfaces. */
  static Layer of(Layer layer, int place, LayerObserver observer) {
    Set<Class<?>> interfaces = new LinkedHashSet<>();
    for (Class<?> type = layer.getClass(); type != null; type = type.getSuperclass()) {
      interfaces.addAll(List.of(type.getInterfaces()));
    }
    return (Layer)
        Proxy.newProxyInstance(
            Layer.class.getClassLoader(),
            interfaces.toArray(Class[]::new),
            new ObservedLayer(layer, place, observer));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    Pass pass = PASSES.get(method.getName());
    if (pass == null) {
      return call(method, arguments);
    }
    observer.enters(place, pass);
    Object result = call(method, arguments);
    observer.leaves(place, pass);
    return result;
  }

  private Object call(Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(layer, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
