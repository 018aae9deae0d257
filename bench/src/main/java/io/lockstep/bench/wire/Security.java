package io.lockstep.bench.wire;

import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.network.sasl.SecretKeyHolder;

/** What Spark does to a connection. */
enum Security {
  NONE(Map.of()),
  AUTHENTICATION(Map.of("spark.authenticate", "true")),
  ENCRYPTION(Map.of("spark.authenticate", "true", "spark.network.crypto.enabled", "true"));

  private final Map<String, String> settings;

  Security(Map<String, String> settings) {
    this.settings = settings;
  }

  SparkConf conf() {
    SparkConf conf = new SparkConf(false);
    settings.forEach(conf::set);
    return conf;
  }

  Optional<SecretKeyHolder> secret() {
    return Optional.<SecretKeyHolder>of(new Secret()).filter(s -> this != NONE);
  }

  /** Both processes know it; nothing but zeros crosses their connection. */
  private record Secret() implements SecretKeyHolder {
    @Override
    public String getSaslUser(String application) {
      return "lockstep-bench";
    }

    @Override
    public String getSecretKey(String application) {
      return "only zeros are sent";
    }
  }
}
