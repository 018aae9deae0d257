package io.lockstep.driver.preview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.data.Normalization;
import io.lockstep.network.Shape;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContactSheetTest {
  /** Pixels of 2 x 2 pictures are 64 wide, cells 134 wide and 150 high, with a border of 6. */
  private static int at(BufferedImage sheet, int picture, int row, int column) {
    int left = 6 + picture % 2 * 134;
    int top = 6 + picture / 2 * 150;
    return sheet.getRGB(left + column * 64 + 20, top + row * 64 + 20) & 0xFFFFFF;
  }

  @Test
  void showsColoursAsTheyWereBeforeNormalization() {
    Normalization normalization =
        new Normalization(List.of(100.0, 50.0, 10.0), List.of(0.5, 0.25, 0.1));
    // red 0 100 200 255, green 10, blue 20 30 40 50
    float[] picture = {-50, 0, 50, 77.5f, -10, -10, -10, -10, 1, 2, 3, 4};
    BufferedImage sheet =
        ContactSheet.draw(
            Shape.image(3, 2, 2),
            Tones.ofBytes(normalization, 12),
            List.of(picture, picture, picture),
            List.of("a", "b", "c"));
    assertEquals(6 + 2 * 134, sheet.getWidth());
    assertEquals(6 + 2 * 150, sheet.getHeight());
    for (int i = 0; i < 3; i++) {
      assertEquals(0x000A14, at(sheet, i, 0, 0));
      assertEquals(0x640A1E, at(sheet, i, 0, 1));
      assertEquals(0xC80A28, at(sheet, i, 1, 0));
      assertEquals(0xFF0A32, at(sheet, i, 1, 1));
    }
    assertEquals(0xFFFFFF, at(sheet, 3, 0, 0));
  }

  @Test
  void stretchesNumbersFromTheDarkestToTheBrightest() {
    List<float[]> pictures = List.of(new float[] {-3, 0, 1, 2}, new float[] {7, 2, 2, 2});
    Tones tones = Tones.ofNumbers(new Normalization(List.of(4.0), List.of(2.0)), 4, pictures);
    BufferedImage sheet = ContactSheet.draw(Shape.image(1, 2, 2), tones, pictures, List.of("", ""));
    assertEquals(0x000000, at(sheet, 0, 0, 0));
    assertEquals(0xFFFFFF, at(sheet, 1, 0, 0));
    assertEquals(0x808080, at(sheet, 0, 1, 1)); // 5 of 10, 127.5
  }

  @Test
  void writesLabelsBelowThePictures() {
    BufferedImage sheet =
        ContactSheet.draw(
            Shape.image(1, 2, 2),
            Tones.ofBytes(Normalization.none(), 4),
            List.of(new float[4]),
            List.of("frog"));
    int dark = 0;
    for (int x = 6; x < 134; x++) {
      for (int y = 134; y < 150; y++) {
        dark += (sheet.getRGB(x, y) & 0xFF) < 128 ? 1 : 0;
      }
    }
    assertTrue(dark > 20, dark + " dark pixels");
  }

  @Test
  void namesClassesAndTheirPartsTheLargestFirst() {
    List<String> classes = List.of("cat", "dog", "frog");
    assertEquals("dog", PictureLabels.of(new float[] {0, 1, 0}, classes));
    assertEquals("frog 75% cat 25%", PictureLabels.of(new float[] {0.25f, 0, 0.75f}, classes));
    assertEquals("cat 100%", PictureLabels.of(new float[] {0.998f, 0.002f, 0}, classes));
    assertEquals("cat dog", PictureLabels.of(new float[] {1, 1, 0}, classes));
    assertEquals("1.50 -20.0", PictureLabels.of(new float[] {1.5f, -20, 7}, List.of()));
  }
}
