package io.lockstep.driver.source;

import io.lockstep.data.ExampleForm;
import io.lockstep.data.Normalization;
import io.lockstep.network.Shape;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/**
 * The data of a run, ready for its workers.
 *
 * @param examples a partition for each rank: exactly the examples of the shards that it computes,
 *     training examples first, then validation examples, each sorted by (shard, id). They lie in
 *     the files of a shuffle, so that reading them again is cheap
 * @param training number of training examples
 * @param validation number of validation examples; 0 if nothing is held out
 * @param schema by which other data are read in the same way
 * @param form what a training example looks like to a network
 * @param normalization fitted to the training part
 * @param fingerprint of all examples with their ids and classes, in hexadecimal; another one means
 *     that the data have changed
 * @param trainingCounts training examples of each class; one number for regression
 * @param validationCounts likewise
 */
public record ShardedData(
    JavaRDD<ShardedExample> examples,
    long training,
    long validation,
    DataSchema schema,
    ExampleForm form,
    Normalization normalization,
    String fingerprint,
    List<Long> trainingCounts,
    List<Long> validationCounts) {
  public ShardedData {
    trainingCounts = List.copyOf(trainingCounts);
    validationCounts = List.copyOf(validationCounts);
  }

  /** Shape of one example. */
  public Shape shape() {
    return schema.inputShape();
  }

  /** Names in the order of their numbers; empty for regression. */
  public List<String> classes() {
    return schema.classes();
  }
}
