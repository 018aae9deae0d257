package io.lockstep.imports;

import io.lockstep.hdf5.Hdf5Array;
import io.lockstep.hdf5.Hdf5Exception;
import io.lockstep.hdf5.Hdf5Object;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The arrays of a file's layers. Each layer has a group with the names of its weights in their
 * order, such as {@code dense/kernel:0} (Keras 2) or {@code sequential/dense/kernel} (Keras 3);
 * long lists are cut into {@code weight_names0}, {@code weight_names1} and so on.
 */
final class KerasWeights {
  private static final int MAX_PARTS = 64;

  private final Hdf5Object group;

  KerasWeights(Hdf5Object group) {
    this.group = group;
  }

  /**
   * The arrays of a layer.
   *
   * @param roles last parts of their names, in Keras' order
   */
  List<Hdf5Array> of(KerasNode node, List<String> roles) throws Hdf5Exception {
    Hdf5Object layer = group.find(node.name()).orElseThrow(() -> missing(node, roles));
    List<String> names = names(layer);
    if (names.size() != roles.size()) {
      throw node.settings()
          .refused("its weights in the file are " + names + ", where it has " + roles);
    }
    List<Hdf5Array> arrays = new ArrayList<>();
    for (int i = 0; i < roles.size(); i++) {
      if (!Pattern.matches("(.*/)?" + roles.get(i) + "(_\\d+)?(:0)?", names.get(i))) {
        throw node.settings()
            .refused("its weights in the file are " + names + ", where it has " + roles);
      }
      Optional<Hdf5Object> array = layer.find(names.get(i));
      arrays.add(array.orElseThrow(() -> missing(node, roles)).array());
    }
    return arrays;
  }

  private static RuntimeException missing(KerasNode node, List<String> roles) {
    return node.settings().refused("the file has no weights for it (" + roles + ")");
  }

  private static List<String> names(Hdf5Object layer) throws Hdf5Exception {
    Optional<List<String>> whole = layer.texts("weight_names");
    if (whole.isPresent()) {
      return whole.get();
    }
    List<String> names = new ArrayList<>();
    for (int part = 0; part < MAX_PARTS; part++) {
      layer.texts("weight_names" + part).ifPresent(names::addAll);
    }
    return names;
  }
}
