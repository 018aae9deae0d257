package io.lockstep.driver.source;

import java.util.Iterator;

/** The elements of an iterator with their numbers, from 0. */
final class Numbered<T, R> implements Iterator<R> {
  private final Iterator<T> elements;
  private final Step<T, R> step;
  private long next;

  /** Makes something of an element and its number. */
  @FunctionalInterface
  interface Step<T, R> {
    R apply(T element, long number);
  }

  Numbered(Iterator<T> elements, Step<T, R> step) {
    this.elements = elements;
    this.step = step;
  }

  @Override
  public boolean hasNext() {
    return elements.hasNext();
  }

  @Override
  public R next() {
    return step.apply(elements.next(), next++);
  }
}
