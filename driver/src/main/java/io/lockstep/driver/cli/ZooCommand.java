package io.lockstep.driver.cli;

import io.lockstep.zoo.Parameter;
import io.lockstep.zoo.ReferenceModel;
import io.lockstep.zoo.Zoo;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the reference models, without Spark. */
@Command(
    name = "zoo",
    description = "List the reference models that a plan can name, with their parameters.",
    footer = {
      "",
      "In a plan:",
      "  model: {zoo: resnet-20}",
      "  model: {zoo: {name: wide-resnet, depth: 28, width: 10}}"
    })
final class ZooCommand implements Callable<Integer> {
  private final Surroundings around;

  @Mixin CommonOptions common;

  ZooCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    for (ReferenceModel model : Zoo.models()) {
      around.say(model.name() + parameters(model));
      around.say("    " + model.source());
    }
    return 0;
  }

  private static String parameters(ReferenceModel model) {
    return model.parameters().stream().map(ZooCommand::parameter).collect(Collectors.joining());
  }

  private static String parameter(Parameter parameter) {
    boolean isOne = parameter.amount() == Parameter.Amount.ONE;
    return "  "
        + parameter.name()
        + ": "
        + (isOne ? parameter.standard().get(0) : parameter.standard());
  }
}
