package io.lockstep.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import io.lockstep.parameters.Piece.Kind;
import io.lockstep.parameters.Slice;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GradientNormTest {
  private static final ParameterLayout LAYOUT =
      new ParameterLayout(
          List.of(
              new Piece("0.weight", Kind.WEIGHT, List.of(100, 100), 0),
              new Piece("1.mean", Kind.STATISTIC, List.of(5_000), 10_000),
              new Piece("1.var", Kind.STATISTIC, List.of(3), 15_000),
              new Piece("1.gamma", Kind.NORMALIZATION, List.of(7), 15_003),
              new Piece("2.mean", Kind.STATISTIC, List.of(5), 15_010),
              new Piece("3.weight", Kind.WEIGHT, List.of(51, 100), 15_015)));

  private final GradientNorm norm = new GradientNorm(LAYOUT);

  @Test
  void ofRanksEqualsTheWholeBitForBit() {
    FlatVector gradient = gradient(1);
    double whole = whole(gradient);
    for (int ranks = 1; ranks <= 8; ranks++) {
      double[] blocks = new double[norm.blocks()];
      for (int rank = ranks - 1; rank >= 0; rank--) {
        norm.sum(gradient, Slice.ofRank(rank, ranks, LAYOUT.length()), blocks);
      }
      assertEquals(whole, GradientNorm.ofBlocks(blocks), ranks + " ranks");
    }
  }

  @Test
  void isTheRootOfTheSumOfSquaresOfTrainedPieces() {
    FlatVector gradient = gradient(2);
    BigDecimal sum = BigDecimal.ZERO;
    for (Piece piece : LAYOUT.pieces()) {
      for (int i = piece.offset(); i < piece.slice().to() && piece.kind().trained(); i++) {
        BigDecimal value = new BigDecimal(gradient.get(i));
        sum = sum.add(value.multiply(value));
      }
    }
    double expected = sum.sqrt(MathContext.DECIMAL64).doubleValue();
    assertEquals(expected, whole(gradient), 1e-14 * expected);
  }

  @Test
  void statisticsDoNotCountWhateverTheyHold() {
    FlatVector gradient = gradient(3);
    double before = whole(gradient);
    gradient.set(10_000, Float.NaN);
    gradient.set(15_002, 1e30f);
    gradient.set(15_014, Float.NEGATIVE_INFINITY);
    assertEquals(before, whole(gradient));
  }

  @Test
  void nanAndInfinityOfTrainedPiecesPassThrough() {
    FlatVector gradient = gradient(4);
    gradient.set(9_999, Float.NEGATIVE_INFINITY);
    assertEquals(Double.POSITIVE_INFINITY, whole(gradient));
    gradient.set(LAYOUT.length() - 1, Float.NaN);
    assertEquals(Double.NaN, whole(gradient));
  }

  @Test
  void largestFloatsDoNotOverflow() {
    FlatVector gradient = FlatVector.allocate(LAYOUT.length());
    gradient.set(0, Float.MAX_VALUE);
    gradient.set(8_000, Float.MAX_VALUE);
    assertEquals(Float.MAX_VALUE * Math.sqrt(2), whole(gradient), 1e25);
  }

  @Test
  void writesOnlyTheBlocksOfItsSlice() {
    double[] blocks = {-1, -1, -1, -1, -1};
    norm.sum(gradient(5), new Slice(4_096, 8_192), blocks);
    for (int i = 0; i < blocks.length; i++) {
      assertEquals(i != 1, blocks[i] == -1, "block " + i);
    }
  }

  @Test
  void countsBlocks() {
    assertEquals(20_115, norm.length());
    assertEquals(5, norm.blocks());
    assertEquals(2, norm.blocks(new Slice(4_096, 8_193)));
    assertEquals(0, norm.blocks(new Slice(4_096, 4_096)));
  }

  @Test
  void refusesSlicesThatCutBlocks() {
    FlatVector gradient = gradient(6);
    double[] blocks = new double[norm.blocks()];
    for (Slice slice : List.of(new Slice(10, 4_096), new Slice(0, 10), new Slice(0, 24_576))) {
      IllegalArgumentException failure =
          assertThrows(IllegalArgumentException.class, () -> norm.sum(gradient, slice, blocks));
      assertEquals(
          "Invalid slice (borders at multiples of 4096 or at the end 20115): "
              + slice.from()
              + ".."
              + slice.to(),
          failure.getMessage());
    }
  }

  @Test
  void refusesWhatIsNotAsLongAsTheLayoutSays() {
    IllegalArgumentException failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> norm.sum(gradient(7), new Slice(0, 4_096), new double[1]));
    assertEquals("Invalid blocks (length 5): 1", failure.getMessage());
  }

  private double whole(FlatVector gradient) {
    double[] blocks = new double[norm.blocks()];
    norm.sum(gradient, Slice.all(LAYOUT.length()), blocks);
    return GradientNorm.ofBlocks(blocks);
  }

  private static FlatVector gradient(long seed) {
    Random random = new Random(seed);
    FlatVector gradient = FlatVector.allocate(LAYOUT.length());
    for (int i = 0; i < gradient.length(); i++) {
      gradient.set(i, (float) (random.nextGaussian() * Math.pow(10, random.nextInt(6) - 4)));
    }
    return gradient;
  }
}
