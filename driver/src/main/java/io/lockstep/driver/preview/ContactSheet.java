package io.lockstep.driver.preview;

import io.lockstep.network.Shape;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * Pictures side by side, enlarged to be seen, each above its label. One channel is grey, three are
 * red, green and blue; of two the first is shown, of four the first three.
 */
final class ContactSheet {
  /** Side of a picture on the sheet, at least. */
  private static final int SIDE = 128;

  private static final int GAP = 6;
  private static final int LABEL = 16;
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 11);

  private final Shape shape;
  private final Tones tones;
  private final int zoom;
  private final int columns;
  private final BufferedImage image;

  private ContactSheet(Shape shape, Tones tones, int pictures) {
    this.shape = shape;
    this.tones = tones;
    int longest = Math.max(shape.height(), shape.width());
    this.zoom = Math.max(1, (SIDE + longest - 1) / longest);
    this.columns = (int) Math.ceil(Math.sqrt(pictures));
    int rows = (pictures + columns - 1) / columns;
    this.image =
        new BufferedImage(
            GAP + columns * cellWidth(), GAP + rows * cellHeight(), BufferedImage.TYPE_INT_RGB);
  }

  /**
   * Draws a sheet.
   *
   * @param pictures features as [channels, height, width]; what comes after them is not drawn
   * @param labels of all pictures
   */
  static BufferedImage draw(Shape shape, Tones tones, List<float[]> pictures, List<String> labels) {
    ContactSheet sheet = new ContactSheet(shape, tones, pictures.size());
    Graphics2D graphics = sheet.image.createGraphics();
    try {
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, sheet.image.getWidth(), sheet.image.getHeight());
      graphics.setColor(Color.BLACK);
      graphics.setFont(FONT);
      for (int i = 0; i < pictures.size(); i++) {
        sheet.cell(graphics, i, pictures.get(i), labels.get(i));
      }
    } finally {
      graphics.dispose();
    }
    return sheet.image;
  }

  private int cellWidth() {
    return shape.width() * zoom + GAP;
  }

  private int cellHeight() {
    return shape.height() * zoom + LABEL + GAP;
  }

  private void cell(Graphics2D graphics, int place, float[] picture, String label) {
    int left = GAP + place % columns * cellWidth();
    int top = GAP + place / columns * cellHeight();
    for (int y = 0; y < shape.height() * zoom; y++) {
      for (int x = 0; x < shape.width() * zoom; x++) {
        image.setRGB(left + x, top + y, rgb(picture, y / zoom * shape.width() + x / zoom));
      }
    }
    graphics.setClip(left, top, shape.width() * zoom, shape.height() * zoom + LABEL);
    graphics.drawString(label, left, top + shape.height() * zoom + LABEL - 4);
    graphics.setClip(null);
  }

  private int rgb(float[] picture, int pixel) {
    int area = shape.height() * shape.width();
    int green = shape.channels() >= 3 ? area : 0;
    return tone(picture, pixel) << 16
        | tone(picture, pixel + green) << 8
        | tone(picture, pixel + 2 * green);
  }

  private int tone(float[] picture, int index) {
    return tones.of(picture[index], index);
  }
}
