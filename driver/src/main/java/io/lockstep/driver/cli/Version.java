package io.lockstep.driver.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    Package ours = Version.class.getPackage();
    return new String[] {
      "lockstep "
          + Optional.ofNullable(ours.getImplementationVersion()).orElse("(not from a jar)")
          + " on Java "
          + Runtime.version().feature()
          + ", "
          + System.getProperty("os.name")
          + " "
          + System.getProperty("os.arch")
    };
  }
}
