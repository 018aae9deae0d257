package io.lockstep.driver.cluster;

import java.io.Serializable;
import java.util.Collections;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag;
import scala.runtime.AbstractFunction1;

/** Barrier stages for Java, which Spark offers to Scala only. */
final class BarrierRdd {
  private BarrierRdd() {}

  /** What a barrier task does with its partition. */
  @FunctionalInterface
  interface Body<T> extends Serializable {
    void run(java.util.Iterator<T> partition) throws Exception;
  }

  /** Runs a task for each partition, all at once, and returns when all have ended. */
  static <T> void run(JavaRDD<T> partitions, Body<T> body) {
    RDD<Object> stage =
        partitions
            .rdd()
            .barrier()
            .mapPartitions(new Tasks<>(body), false, ClassTag.apply(Object.class));
    stage.count();
  }

  private static final class Tasks<T> extends AbstractFunction1<Iterator<T>, Iterator<Object>>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Body<T> body;

    Tasks(Body<T> body) {
      this.body = body;
    }

    @Override
    public Iterator<Object> apply(Iterator<T> partition) {
      try {
        body.run(JavaConverters.asJavaIterator(partition));
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e.getMessage(), e);
      }
      return JavaConverters.asScalaIterator(Collections.emptyIterator());
    }
  }
}
