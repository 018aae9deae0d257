package io.lockstep.driver.transport;

import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

/**
 * Where a worker's endpoint listens.
 *
 * @param host name or address that the peers can reach
 * @param port 1 to 65535
 */
public record PeerAddress(String host, int port) {
  public PeerAddress {
    check(!present(host, "host").isBlank(), "host", "not blank", host);
    check(1 <= port && port <= 65_535, "port", "1 to 65535", port);
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
