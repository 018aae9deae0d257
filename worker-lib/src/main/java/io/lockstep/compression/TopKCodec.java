package io.lockstep.compression;

import static io.lockstep.checks.Checks.check;

import io.lockstep.compression.SparseForm.Kind;
import java.nio.ByteBuffer;

/**
 * Sends the k elements of largest magnitude with their values (Aji and Heafield 2017, Sparse
 * Communication for Distributed Gradient Descent, arXiv 1704.05021, section 3; one threshold for
 * the whole vector, as they found to do no worse than one a matrix). Lin et al. 2018 (Deep Gradient
 * Compression, arXiv 1712.01887) find k by sampling; here it is exact, and equal magnitudes go by
 * their index. Zeros are not sent.
 */
public final class TopKCodec implements SparseCodec {
  private final SparseForm form;
  private final int k;
  private final SparseWriter writer;
  private final float[] denseValues;
  private final MagnitudeSelection selection = new MagnitudeSelection();

  /**
   * @param fraction k by the number of elements
   */
  public TopKCodec(SparseForm form, double fraction) {
    check(fraction > 0 && fraction <= 0.5, "fraction", "above 0, at most 0.5", fraction);
    this.form = form;
    this.k = (int) Math.max(1, Math.floor(fraction * form.sparseElements()));
    this.writer = new SparseWriter(form);
    this.denseValues = new float[form.denseElements()];
  }

  @Override
  public int mostBytes() {
    return Math.toIntExact(form.bytes(Kind.TOP_K, k));
  }

  @Override
  public int encode(float[] accumulated, ByteBuffer into) {
    form.takeDense(accumulated, denseValues);
    selection.select(accumulated, k);
    int least = selection.bits();
    int ties = least == 0 ? 0 : selection.ties();
    writer.begin(into, Kind.TOP_K, k - selection.ties() + ties, 0);
    for (int i = 0; i < accumulated.length; i++) {
      int bits = MagnitudeSelection.bits(accumulated[i]);
      if (bits > least || bits == least && ties-- > 0) {
        writer.value(i, accumulated[i]);
        accumulated[i] = 0;
      }
    }
    return writer.end(denseValues);
  }

  @Override
  public void adapt(SparseSum sum) {
    // k stays what it is.
  }

  @Override
  public double state() {
    return 0;
  }

  @Override
  public void restore(double state) {
    // There is none.
  }
}
