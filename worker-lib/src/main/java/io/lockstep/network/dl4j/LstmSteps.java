package io.lockstep.network.dl4j;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;

/**
 * What an {@link LstmLayer} computes of each step besides matrix products, and the memory between
 * its forward and its backward pass: gates [examples, time, 4 units] (their gradients, going back),
 * outputs and their gradients [examples, time, units], and cells likewise, on the heap. Grows to
 * the largest batch; allocates nothing after that.
 */
final class LstmSteps {
  private final int time;
  private final int units;
  private final float[] gate;
  private final float[] hidden;
  private final float[] squashed;
  private int room;
  private Values gates;
  private Values outputs;
  private Values outputGradients;
  private float[] cells = {};
  private float[] cellGradients = {};

  /** Memory outside the heap, with a pointer to where each step of the first example begins. */
  private static final class Values {
    private final FloatPointer all;
    private final FloatBuffer floats;
    private final FloatPointer[] steps;

    Values(int examples, int time, int width) {
      int length = Math.multiplyExact(Math.multiplyExact(examples, time), width);
      this.all = new FloatPointer(length);
      this.floats = all.asBuffer();
      this.steps = new FloatPointer[time];
      for (int t = 0; t < time; t++) {
        steps[t] = new FloatPointer(all).position((long) t * width);
      }
    }
  }

  LstmSteps(int time, int units) {
    this.time = time;
    this.units = units;
    this.gate = new float[4 * units];
    this.hidden = new float[units];
    this.squashed = new float[units];
    makeRoom(1);
  }

  /** Makes room for a batch, which begins anew. */
  void room(int examples) {
    if (examples > room) {
      makeRoom(examples);
    }
  }

  private void makeRoom(int examples) {
    room = examples;
    gates = new Values(examples, time, 4 * units);
    outputs = new Values(examples, time, units);
    outputGradients = new Values(examples, time, units);
    cells = new float[Math.multiplyExact(examples * time, units)];
    cellGradients = new float[examples * units];
  }

  /** [examples, time, 4 units]: sums before {@link #forward}, gradients after {@link #backward}. */
  FloatPointer gates() {
    return gates.all;
  }

  FloatPointer gatesOf(int t) {
    return gates.steps[t];
  }

  FloatPointer hiddenOf(int t) {
    return outputs.steps[t];
  }

  FloatPointer hiddenGradientOf(int t) {
    return outputGradients.steps[t];
  }

  /** Sums to gates, cell and output of a step of all examples. */
  void forward(int t, int examples) {
    for (int example = 0; example < examples; example++) {
      int step = example * time + t;
      gates.floats.get(step * 4 * units, gate);
      Gates.tanh(gate, gate, units);
      Gates.sigmoid(gate, units, 4 * units);
      gates.floats.put(step * 4 * units, gate);
      if (t == 0) {
        firstCell(step * units);
      } else {
        nextCell(step * units);
      }
      System.arraycopy(cells, step * units, hidden, 0, units);
      Gates.tanh(hidden, hidden, units);
      for (int i = 0; i < units; i++) {
        hidden[i] *= gate[2 * units + i];
      }
      outputs.floats.put(step * units, hidden);
    }
  }

  private void firstCell(int at) {
    for (int i = 0; i < units; i++) {
      cells[at + i] = gate[3 * units + i] * gate[i];
    }
  }

  private void nextCell(int at) {
    int before = at - units;
    for (int i = 0; i < units; i++) {
      cells[at + i] = gate[units + i] * cells[before + i] + gate[3 * units + i] * gate[i];
    }
  }

  void copyAll(FloatBuffer to, int examples) {
    to.put(0, outputs.floats, 0, examples * time * units);
  }

  void copyLast(FloatBuffer to, int examples) {
    for (int example = 0; example < examples; example++) {
      to.put(example * units, outputs.floats, (example * time + time - 1) * units, units);
    }
  }

  /** Takes the gradient of the outputs of all steps. */
  void startFromAll(FloatBuffer gradient, int examples) {
    clearCells(examples);
    outputGradients.floats.put(0, gradient, 0, examples * time * units);
  }

  /** Takes the gradient of the last step's outputs. */
  void startFromLast(FloatBuffer gradient, int examples) {
    clearCells(examples);
    outputGradients.all.fill(0);
    for (int example = 0; example < examples; example++) {
      outputGradients.floats.put(
          (example * time + time - 1) * units, gradient, example * units, units);
    }
  }

  private void clearCells(int examples) {
    Arrays.fill(cellGradients, 0, examples * units, 0f);
  }

  /** Gradients of a step's outputs to those of its sums, which take the place of its gates. */
  void backward(int t, int examples) {
    for (int example = 0; example < examples; example++) {
      int step = example * time + t;
      gates.floats.get(step * 4 * units, gate);
      outputGradients.floats.get(step * units, hidden);
      System.arraycopy(cells, step * units, squashed, 0, units);
      Gates.tanh(squashed, squashed, units);
      backward(t, step * units, example * units);
      gates.floats.put(step * 4 * units, gate);
    }
  }

  private void backward(int t, int at, int carried) {
    for (int i = 0; i < units; i++) {
      float a = gate[i];
      float f = gate[units + i];
      float o = gate[2 * units + i];
      float g = gate[3 * units + i];
      float before = t == 0 ? 0 : cells[at - units + i];
      float dh = hidden[i];
      float dc = cellGradients[carried + i] + dh * o * (1 - squashed[i] * squashed[i]);
      gate[i] = dc * g * (1 - a * a);
      gate[units + i] = dc * before * f * (1 - f);
      gate[2 * units + i] = dh * squashed[i] * o * (1 - o);
      gate[3 * units + i] = dc * a * g * (1 - g);
      cellGradients[carried + i] = dc * f;
    }
  }
}
