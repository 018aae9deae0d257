package io.lockstep.driver.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/** An iterator that learns whether there is a next element by fetching it. */
abstract class UntilAbsent<T> implements Iterator<T> {
  private Optional<T> next = Optional.empty();
  private boolean ended;

  /** The next element; empty at the end, and after it not asked again. */
  protected abstract Optional<T> advance() throws IOException;

  @Override
  public final boolean hasNext() {
    if (next.isEmpty() && !ended) {
      try {
        next = advance();
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
      ended = next.isEmpty();
    }
    return next.isPresent();
  }

  @Override
  public final T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    T element = next.orElseThrow();
    next = Optional.empty();
    return element;
  }
}
