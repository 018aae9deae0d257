package io.lockstep.driver.source;

import io.lockstep.network.Shape;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * A decoded picture: unsigned bytes as [channels, height, width]. One channel for grey, three for
 * red, green, blue, and one more for transparency where the file has it; 16 bits are cut to 8.
 */
record Picture(Shape shape, byte[] values) {
  private static final long MAX_ELEMENTS = 1 << 28;

  /** What the JDK's reader and libjpeg say of a JPEG that is cut off, and then fill with grey. */
  private static final Pattern CUT_OFF = Pattern.compile("Missing EOI|Premature end");

  /**
   * Decodes a JPEG or PNG.
   *
   * @param expected shape, looked at before the pixels are decoded
   */
  static Picture decode(byte[] content, Optional<Shape> expected) throws UnusablePicture {
    try (ImageInputStream input =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
      if (!readers.hasNext()) {
        throw new UnusablePicture("is not a JPEG or PNG picture");
      }
      ImageReader reader = readers.next();
      try {
        return decode(reader, input, expected);
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) { // ImageIO's readers throw all kinds
      throw new UnusablePicture("cannot be decoded: " + SourceFailure.reason(e), e);
    }
  }

  private static Picture decode(
      ImageReader reader, ImageInputStream input, Optional<Shape> expected)
      throws IOException, UnusablePicture {
    reader.setInput(input, true, true);
    checkSize(reader.getHeight(0), reader.getWidth(0), expected);
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    BufferedImage image = reader.read(0);
    if (warnings.stream().anyMatch(CUT_OFF.asPredicate())) {
      throw new UnusablePicture("is cut off: the rest of the picture is missing");
    }
    return checked(of(image), expected);
  }

  private static void checkSize(int height, int width, Optional<Shape> expected)
      throws UnusablePicture {
    if (expected.isPresent()
        && (expected.get().height() != height || expected.get().width() != width)) {
      throw new UnusablePicture(
          "is "
              + height
              + "x"
              + width
              + " (height x width), the first picture is "
              + expected.get().height()
              + "x"
              + expected.get().width());
    }
    if ((long) height * width * 4 > MAX_ELEMENTS) {
      throw new UnusablePicture("is too large: " + height + "x" + width);
    }
  }

  private static Picture checked(Picture picture, Optional<Shape> expected) throws UnusablePicture {
    if (expected.isPresent() && !expected.get().equals(picture.shape)) {
      throw new UnusablePicture(
          "has "
              + picture.shape.channels()
              + " channels, the first picture has "
              + expected.get().channels());
    }
    return picture;
  }

  private static Picture of(BufferedImage image) {
    ColorModel model = image.getColorModel();
    boolean grey =
        model.getColorSpace().getType() == ColorSpace.TYPE_GRAY
            && !(model instanceof IndexColorModel);
    int channels = (grey ? 1 : 3) + (model.hasAlpha() ? 1 : 0);
    Shape shape = Shape.image(channels, image.getHeight(), image.getWidth());
    byte[] values = new byte[shape.elements()];
    if (grey) {
      copySamples(image.getRaster(), model.getComponentSize(0), values);
    } else {
      copyColours(image, channels, values);
    }
    return new Picture(shape, values);
  }

  /** Grey as it is stored: getRGB would bend it to another curve. */
  private static void copySamples(Raster raster, int bits, byte[] values) {
    int pixels = raster.getWidth() * raster.getHeight();
    int[] samples = new int[pixels];
    for (int band = 0; band * pixels < values.length; band++) {
      raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), band, samples);
      for (int i = 0; i < pixels; i++) {
        values[band * pixels + i] = (byte) (samples[i] >>> Math.max(0, bits - 8));
      }
    }
  }

  private static void copyColours(BufferedImage image, int channels, byte[] values) {
    int pixels = image.getWidth() * image.getHeight();
    int[] argb = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    for (int channel = 0; channel < channels; channel++) {
      int shift = channel < 3 ? 16 - 8 * channel : 24;
      for (int i = 0; i < pixels; i++) {
        values[channel * pixels + i] = (byte) (argb[i] >>> shift);
      }
    }
  }
}
