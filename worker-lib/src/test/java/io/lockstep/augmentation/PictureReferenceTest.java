package io.lockstep.augmentation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.augmentation.TransformSpec.ColorJitter;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pixels of PyTorch, and of formulas in float64: pictures.json, which pictures.py has made. */
class PictureReferenceTest {
  private static final PictureSize SIZE = new PictureSize(3, 5, 7);
  private static final PictureForm FORM = TestingPictures.bytes(SIZE);

  /** Changes a picture; the second array is as long, of any content. */
  @FunctionalInterface
  private interface Change {
    void apply(float[] pixels, float[] scratch);
  }

  private final Map<String, Change> changes = new LinkedHashMap<>();

  PictureReferenceTest() {
    Rotation rotation = new Rotation(SIZE, 180);
    changes.put("rotate 30", (pixels, scratch) -> rotation.rotate(pixels, scratch, 30));
    changes.put("rotate -115", (pixels, scratch) -> rotation.rotate(pixels, scratch, -115));
    Shearing shearing = new Shearing(SIZE, 45);
    changes.put("shear 20", (pixels, scratch) -> shearing.shear(pixels, scratch, 20));
    changes.put("shear -35", (pixels, scratch) -> shearing.shear(pixels, scratch, -35));
    Stretching stretching = new Stretching(SIZE, 0.5);
    changes.put("stretch 0.75 1.3", (p, scratch) -> stretching.stretch(p, scratch, 0.75, 1.3));
    changes.put("stretch 1.2 0.8", (p, scratch) -> stretching.stretch(p, scratch, 1.2, 0.8));
    Enlargement crop = new Enlargement(SIZE);
    changes.put("crop 1 2 3 4", (pixels, scratch) -> crop.enlarge(pixels, scratch, 1, 2, 3, 4));
    changes.put("crop 0 0 5 7", (pixels, scratch) -> crop.enlarge(pixels, scratch, 0, 0, 5, 7));
    changes.put("crop 4 6 1 1", (pixels, scratch) -> crop.enlarge(pixels, scratch, 4, 6, 1, 1));
    ColorJittering jitter = new ColorJittering(FORM, new ColorJitter(1, 1, 1, 1));
    changes.put("brighten 1.6", (pixels, scratch) -> jitter.brighten(pixels, 1.6));
    changes.put("contrast 0.4", (pixels, scratch) -> jitter.contrast(pixels, scratch, 0.4));
    changes.put("contrast 1.7", (pixels, scratch) -> jitter.contrast(pixels, scratch, 1.7));
    changes.put("saturate 0", (pixels, scratch) -> jitter.saturate(pixels, scratch, 0));
    changes.put("saturate 1.8", (pixels, scratch) -> jitter.saturate(pixels, scratch, 1.8));
  }

  @Test
  void changesPicturesAsTheReferenceDoes() throws IOException {
    JsonNode reference = new ObjectMapper().readTree(getClass().getResource("pictures.json"));
    assertEquals(reference.size(), changes.size() + 1); // and the picture itself
    changes.forEach(
        (name, change) -> {
          float[] pixels = pixels(reference.get("picture"));
          change.apply(pixels, new float[pixels.length]);
          assertArrayEquals(pixels(reference.get(name)), pixels, 2e-3f, name);
        });
  }

  private static float[] pixels(JsonNode node) {
    float[] pixels = new float[node.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) node.get(i).asDouble();
    }
    return pixels;
  }
}
