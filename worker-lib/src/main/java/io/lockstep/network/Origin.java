package io.lockstep.network;

import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import java.util.List;
import java.util.Optional;

/**
 * What a model begins as, and what of it stays as it was (Yosinski et al. 2014, arXiv 1411.1792:
 * features of the lower layers carry over from one task to another).
 *
 * @param source empty: the plan's own layers, with parameters that are drawn
 * @param freeze patterns of the names of layers that are not trained ({@link NetworkSpec#frozen})
 * @param head what becomes of the source's output layer
 */
public record Origin(Optional<ModelSource> source, List<String> freeze, Head head) {
  /** The plan's own layers, all trained. */
  public static final Origin NONE = new Origin(Optional.empty(), List.of(), Head.KEPT);

  /** What becomes of the source's output layer. */
  public enum Head {
    KEPT,
    /** As many units as the data need, with parameters that are drawn. */
    REPLACED
  }

  public Origin {
    present(source, "source");
    freeze = List.copyOf(freeze);
    present(head, "head");
    boolean hasParameters = source.filter(from -> from.form().hasParameters()).isPresent();
    check(
        hasParameters || freeze.isEmpty(),
        "freeze",
        "nothing without start-from, dl4j-zip or keras: layers drawn at random should be trained",
        freeze);
    check(
        hasParameters || head == Head.KEPT,
        "replace-head",
        "false without start-from, dl4j-zip or keras: a head that is drawn needs no replacement",
        head);
  }
}
