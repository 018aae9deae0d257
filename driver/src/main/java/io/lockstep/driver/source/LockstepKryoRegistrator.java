package io.lockstep.driver.source;

import com.esotericsoftware.kryo.Kryo;
import org.apache.spark.serializer.KryoRegistrator;

/**
 * Everything of ours that crosses Spark's shuffles, caches and results: {@code
 * spark.kryo.registrator}, for {@code spark.kryo.registrationRequired=true}. A class is added here
 * with a serializer of its own.
 */
public final class LockstepKryoRegistrator implements KryoRegistrator {
  @Override
  public void registerClasses(Kryo kryo) {
    kryo.register(SourceRecord.class, new SourceRecord.KryoForm());
    kryo.register(PartitionSummary.class, new PartitionSummary.KryoForm());
    kryo.register(ShardedExample.class, new ShardedExample.KryoForm());
    kryo.register(ShardSummary.class, new ShardSummary.KryoForm());
    kryo.register(SourceRow.class, new SourceRow.KryoForm());
  }
}
