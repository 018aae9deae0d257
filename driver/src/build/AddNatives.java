import java.io.File;
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
 * Adds the native libraries of some jars to the application jar without compressing them again. Run
 * by the build (driver/pom.xml): {@code java AddNatives.java APPLICATION_JAR NATIVES_JAR...}
 */
final class AddNatives {
  private static final String PLATFORM = "/linux-x86[_-]64[^/]*/[^/]*\\.so(\\.\\d+)*";

  private AddNatives() {}

  public static void main(String[] args) throws IOException {
    Path application = Path.of(args[0]);
    Path whole = application.resolveSibling(application.getFileName() + ".part");
    List<Path> natives = Stream.of(args).skip(1).map(Path::of).toList();
    try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(whole.toFile())) {
      copy(application, ".*", out);
      for (Path jar : natives) {
        if (copy(jar, ".*" + PLATFORM, out) == 0) {
          throw new IOException("Cannot add natives: " + jar + " has none for linux-x86_64.");
        }
      }
    }
    Files.move(whole, application, StandardCopyOption.REPLACE_EXISTING);
  }

  private static int copy(Path jar, String names, ZipArchiveOutputStream out) throws IOException {
    int count = 0;
    try (ZipFile in = new ZipFile(new File(jar.toString()))) {
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
