import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * Makes the application jar out of its classes and of the native libraries in some other jars,
 * copying what is compressed already as it is. It appears whole or not at all. Run by the build
 * (driver/pom.xml): {@code java AddNatives.java APPLICATION_JAR CLASSES_JAR NATIVES_JAR...}
 */
final class AddNatives {
  private static final String NATIVES = ".*/linux-x86[_-]64[^/]*/[^/]*\\.so(\\.\\d+)*";

  private AddNatives() {}

  public static void main(String[] args) throws IOException {
    List<Path> paths = Stream.of(args).map(Path::of).toList();
    Path application = paths.get(0);
    Path part = application.resolveSibling(application.getFileName() + ".part");
    try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(part.toFile())) {
      copy(paths.get(1), ".*", out);
      for (Path jar : paths.subList(2, paths.size())) {
        if (copy(jar, NATIVES, out) == 0) {
          throw new IOException("Cannot add natives: " + jar + " has none for linux-x86_64.");
        }
      }
    }
    Files.move(part, application, StandardCopyOption.REPLACE_EXISTING);
  }

  private static int copy(Path jar, String names, ZipArchiveOutputStream out) throws IOException {
    int count = 0;
    try (ZipFile in = new ZipFile(jar.toFile())) {
      for (ZipArchiveEntry entry : Collections.list(in.getEntriesInPhysicalOrder())) {
        if (entry.getName().matches(names)) {
          out.addRawArchiveEntry(entry, in.getRawInputStream(entry));
          count++;
        }
      }
    }
    return count;
  }
}
