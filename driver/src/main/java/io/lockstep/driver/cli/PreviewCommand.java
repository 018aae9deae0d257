package io.lockstep.driver.cli;

import static io.lockstep.checks.Checks.check;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.driver.config.Location;
import io.lockstep.driver.config.RunConfiguration;
import io.lockstep.driver.preview.Preview;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a contact sheet of training pictures as the network sees them. */
@Command(
    name = "preview",
    description = "Write a PNG of training pictures as the network sees them, with their labels.",
    footer = {
      "",
      "Examples:",
      "  lockstep preview conf/mnist-lenet.yaml --data /data/mnist",
      "  lockstep preview plan.yaml --set 'augmentation=[flip: horizontal, translate: 4]' --epoch 2",
      "",
      "Pictures are normalized and augmented as that epoch has them, and shown in the tones",
      "they had before normalization. Nothing is trained."
    })
final class PreviewCommand implements Callable<Integer> {
  private static final int MAX_EXAMPLES = 1_024;

  private final Parts parts;
  private final Surroundings around;

  @Mixin PlanOptions plan;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "The PNG, a path of this machine. Default: <plan name>-preview.png.")
  Optional<String> output = Optional.empty();

  @Option(
      names = "--examples",
      paramLabel = "N",
      description = "How many pictures, up to 1024. Default: 64.")
  int examples = 64;

  @Option(
      names = "--epoch",
      paramLabel = "E",
      description = "The epoch whose first examples are shown, from 1. Default: 1.")
  long epoch = 1;

  @Mixin CommonOptions common;

  PreviewCommand(Parts parts, Surroundings around) {
    this.parts = parts;
    this.around = around;
  }

  @Override
  public Integer call() throws IOException {
    checkOptions();
    RunConfiguration run = plan.read(common, parts, around);
    Path file = file(run.plan().name());
    parts.files().check(run);
    Preview.Sheet sheet;
    try (OpenSession session =
        OpenSession.start(
            parts.sessions().get(),
            run.spark(),
            common.start("preview", run.plan().name()),
            note -> around.say("Note: " + note))) {
      sheet =
          parts
              .previews()
              .get()
              .draw(session.spark(), run.plan(), run.options().dataFolder(), epoch - 1, examples);
    }
    write(sheet.image(), file);
    around.say(
        "%d examples of epoch %d, %d transforms: %s"
            .formatted(sheet.examples(), epoch, sheet.transforms(), file));
    return 0;
  }

  private void checkOptions() {
    try {
      check(
          examples >= 1 && examples <= MAX_EXAMPLES,
          "--examples",
          "1 to " + MAX_EXAMPLES,
          examples);
      check(epoch >= 1, "--epoch", "at least 1", epoch);
    } catch (IllegalArgumentException e) {
      throw new LockstepException(
          ExitCode.USAGE, "Cannot use the command line: " + e.getMessage(), e);
    }
  }

  private Path file(String name) {
    String given = output.orElse(name + "-preview.png");
    Path path =
        Location.of(given, around.working())
            .local()
            .orElseThrow(
                () ->
                    new LockstepException(
                        ExitCode.USAGE,
                        "Cannot write the preview to "
                            + given
                            + ": expected a path of this machine"));
    if (Files.isDirectory(path)) {
      throw new LockstepException(
          ExitCode.USAGE,
          "Cannot write the preview to " + given + ": it is a folder; name a file in it");
    }
    return path;
  }

  private static void write(BufferedImage image, Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    ImageIO.write(image, "png", file.toFile());
  }
}
