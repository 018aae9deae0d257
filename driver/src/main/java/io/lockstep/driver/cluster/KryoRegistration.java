package io.lockstep.driver.cluster;

import com.esotericsoftware.kryo.Kryo;
import io.lockstep.driver.source.LockstepKryoRegistrator;
import java.util.List;
import org.apache.spark.serializer.KryoRegistrator;

/**
 * All classes that cross Spark's shuffles, caches, broadcasts and results in Lockstep's jobs:
 * {@code spark.kryo.registrator}, for {@code spark.kryo.registrationRequired=true}. Ours are listed
 * where they live; the rest are Spark's own, which its serializer does not register by itself.
 */
public final class KryoRegistration implements KryoRegistrator {
  /** What tasks that write files report. */
  private static final List<String> SPARKS =
      List.of(
          "org.apache.spark.sql.execution.datasources.WriteTaskResult",
          "org.apache.spark.sql.execution.datasources.ExecutedWriteSummary",
          "org.apache.spark.sql.execution.datasources.BasicWriteTaskStats",
          "org.apache.spark.internal.io.FileCommitProtocol$TaskCommitMessage",
          "scala.collection.immutable.Set$EmptySet$",
          "scala.reflect.ClassTag$GenericClassTag",
          "org.apache.spark.sql.catalyst.InternalRow",
          "org.apache.spark.sql.catalyst.expressions.UnsafeRow");

  @Override
  public void registerClasses(Kryo kryo) {
    new LockstepKryoRegistrator().registerClasses(kryo);
    kryo.register(float[][].class);
    for (String name : SPARKS) {
      register(kryo, name);
      register(kryo, "[L" + name + ";");
    }
  }

  private static void register(Kryo kryo, String name) {
    try {
      kryo.register(Class.forName(name, false, Thread.currentThread().getContextClassLoader()));
    } catch (ClassNotFoundException e) {
      // Another version of Spark names it differently; if it is needed there, Kryo says which one.
      return;
    }
  }
}
