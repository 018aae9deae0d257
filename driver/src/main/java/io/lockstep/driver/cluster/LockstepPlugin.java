package io.lockstep.driver.cluster;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * The line between workers and driver while a stage runs: Spark's own RPC, with the authentication
 * and encryption that the cluster has. What crosses it are bytes in our own format ({@link
 * WorkerMessage}), never object graphs.
 *
 * <p>To be named in {@code spark.plugins} before the session starts.
 */
public final class LockstepPlugin implements SparkPlugin {
  /** Answers a worker's message. */
  interface Inbox {
    /**
     * Takes a message; the reply carries the driver's word to that worker.
     *
     * @param bytes that the message took on its way
     */
    byte[] receive(WorkerMessage message, int bytes);
  }

  private static final Map<String, Inbox> INBOXES = new ConcurrentHashMap<>();
  private static volatile Optional<PluginContext> driver = Optional.empty();
  private static volatile Optional<PluginContext> executor = Optional.empty();

  @Override
  public DriverPlugin driverPlugin() {
    return new Driver();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new Executor();
  }

  /** Fails unless this driver's session has loaded the plugin. */
  static void checkLoaded() {
    if (driver.isEmpty()) {
      throw new LockstepException(
          ExitCode.USAGE,
          "Cannot train on this Spark session: it was started without the Lockstep plugin. Set spark.plugins="
              + LockstepPlugin.class.getName()
              + " before the session starts.");
    }
  }

  /** Opens an inbox for the messages of one run; the last one of that name counts. */
  static void open(String nonce, Inbox inbox) {
    INBOXES.put(nonce, inbox);
  }

  static void close(String nonce) {
    INBOXES.remove(nonce);
  }

  /** The executor's end of the line. */
  static PluginContext executor() {
    return executor.orElseThrow(
        () ->
            new LockstepException(
                ExitCode.RESOURCES,
                "Cannot reach the driver: this executor runs without the Lockstep plugin. Set spark.plugins="
                    + LockstepPlugin.class.getName()
                    + " for the whole application."));
  }

  private static final class Driver implements DriverPlugin {
    @Override
    public Map<String, String> init(SparkContext context, PluginContext pluginContext) {
      driver = Optional.of(pluginContext);
      return Map.of();
    }

    @Override
    public Object receive(Object message) {
      if (!(message instanceof byte[] bytes)) {
        throw new IllegalArgumentException("Cannot read a worker's message: it is no byte array");
      }
      WorkerMessage.Envelope envelope = WorkerMessage.Envelope.read(bytes);
      Inbox inbox = INBOXES.get(envelope.nonce());
      // A worker of a run that is over is told to end.
      return inbox == null
          ? WorkerMessage.reply(DriverWord.ABANDON)
          : inbox.receive(envelope.message(), bytes.length);
    }

    @Override
    public void shutdown() {
      driver = Optional.empty();
    }
  }

  private static final class Executor implements ExecutorPlugin {
    @Override
    public void init(PluginContext context, Map<String, String> extraConf) {
      executor = Optional.of(context);
    }

    @Override
    public void shutdown() {
      executor = Optional.empty();
    }
  }
}
