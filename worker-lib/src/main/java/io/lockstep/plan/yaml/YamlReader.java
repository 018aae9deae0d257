package io.lockstep.plan.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML 1.2 document into a tree, within limits that no honest text comes near: nesting to
 * {@value #MAX_DEPTH}, {@value #MAX_NODES} nodes after aliases are followed. Refuses tags and a
 * second document. The caller bounds the text's length.
 */
public final class YamlReader {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_NODES = 100_000;
  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();

  /** What an anchor names, and how many nodes that is. */
  private record Anchored(Yaml node, int size) {}

  /** Ends the reading: after it nothing can be understood. */
  private static final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Place place;

    Fault(Place place, String message) {
      super(message);
      this.place = place;
    }
  }

  private final Iterator<Event> events;
  private final Source source;
  private final Problems problems;
  private final Map<String, Anchored> anchors = new HashMap<>();
  private int nodes;

  private YamlReader(Iterator<Event> events, Source source, Problems problems) {
    this.events = events;
    this.source = source;
    this.problems = problems;
  }

  /** The tree of a text; empty after a problem that leaves no tree. */
  public static Optional<Yaml> read(String text, Source source, Problems problems) {
    try {
      Iterator<Event> events = new Parse(SETTINGS).parseString(text).iterator();
      return Optional.of(new YamlReader(events, source, problems).document());
    } catch (Fault fault) {
      problems.add(fault.place, "", fault.getMessage());
    } catch (MarkedYamlEngineException e) {
      Place place =
          e.getProblemMark()
              .map(mark -> source.at(mark.getLine() + 1, mark.getColumn() + 1))
              .orElse(source.at(1, 1));
      problems.add(place, "", "cannot be read as YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      problems.add(source.at(1, 1), "", "cannot be read as YAML: " + e.getMessage());
    }
    return Optional.empty();
  }

  private Yaml document() {
    events.next(); // start of the stream
    Event event = events.next();
    if (event.getEventId() == Event.ID.StreamEnd) {
      return new Yaml.Scalar(source.at(1, 1), "", false);
    }
    Yaml root = node(events.next(), "", 0);
    events.next(); // end of the document
    Event end = events.next();
    if (end.getEventId() != Event.ID.StreamEnd) {
      throw new Fault(place(end), "expected one document, found a second one");
    }
    return root;
  }

  private Yaml node(Event event, String path, int depth) {
    Place place = place(event);
    if (depth > MAX_DEPTH) {
      throw new Fault(place, "nested deeper than " + MAX_DEPTH + " levels");
    }
    if (event instanceof AliasEvent alias) {
      return aliased(alias, place);
    }
    int before = nodes;
    count(1, place);
    Yaml node =
        switch (event.getEventId()) {
          case Scalar -> scalar((ScalarEvent) event, place);
          case SequenceStart -> sequence((CollectionStartEvent) event, place, path, depth);
          default -> mapping((CollectionStartEvent) event, place, path, depth);
        };
    ((NodeEvent) event)
        .getAnchor()
        .ifPresent(a -> anchors.put(a.getValue(), new Anchored(node, nodes - before)));
    return node;
  }

  private Yaml aliased(AliasEvent alias, Place place) {
    Anchored anchored = anchors.get(alias.getAlias().getValue());
    if (anchored == null) {
      throw new Fault(place, "unknown alias *" + alias.getAlias().getValue());
    }
    count(anchored.size(), place);
    return anchored.node();
  }

  private void count(int more, Place place) {
    nodes += more;
    if (nodes > MAX_NODES) {
      throw new Fault(place, "more than " + MAX_NODES + " values");
    }
  }

  private Yaml scalar(ScalarEvent event, Place place) {
    refuse(event.getTag(), place);
    return new Yaml.Scalar(place, event.getValue(), !event.isPlain());
  }

  private Yaml sequence(CollectionStartEvent start, Place place, String path, int depth) {
    refuse(start.getTag(), place);
    List<Yaml> items = new ArrayList<>();
    Event event = events.next();
    while (event.getEventId() != Event.ID.SequenceEnd) {
      items.add(node(event, path + "." + items.size(), depth + 1));
      event = events.next();
    }
    return new Yaml.Sequence(place, items);
  }

  private Yaml mapping(CollectionStartEvent start, Place place, String path, int depth) {
    refuse(start.getTag(), place);
    Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
    Event event = events.next();
    while (event.getEventId() != Event.ID.MappingEnd) {
      Yaml key = node(event, path, depth + 1);
      if (!(key instanceof Yaml.Scalar name)) {
        throw new Fault(place(event), "expected a key, found " + key.description());
      }
      String keyPath = path.isEmpty() ? name.text() : path + "." + name.text();
      Place keyPlace = place(event);
      Yaml value = node(events.next(), keyPath, depth + 1);
      Yaml.Entry entry = new Yaml.Entry(keyPlace, name.text(), value);
      Yaml.Entry first = entries.putIfAbsent(name.text(), entry);
      if (first != null) {
        problems.add(keyPlace, keyPath, "given twice, first at " + first.place().label());
      }
      event = events.next();
    }
    return new Yaml.Mapping(place, List.copyOf(entries.values()));
  }

  private static void refuse(Optional<String> tag, Place place) {
    tag.ifPresent(
        name -> {
          throw new Fault(place, "tags are not used here: " + name);
        });
  }

  private Place place(Event event) {
    return event
        .getStartMark()
        .map(mark -> source.at(mark.getLine() + 1, mark.getColumn() + 1))
        .orElse(source.at(1, 1));
  }
}
