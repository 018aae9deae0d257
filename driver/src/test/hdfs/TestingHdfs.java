import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/**
 * A real HDFS of one node, in a JVM of its own: beside Spark's logging jars it hangs. Started as a
 * source file by HdfsStorageIT; ends when its input does, so that it cannot outlive the test.
 */
public final class TestingHdfs {
  private TestingHdfs() {}

  /** Takes a folder for its data, prints {@code port N} once it serves. */
  public static void main(String[] arguments) throws IOException {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, arguments[0]);
    MiniDFSCluster cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
    cluster.waitActive();
    System.out.println("port " + cluster.getNameNodePort());
    while (System.in.read() >= 0) {
      // Until the test closes it or is gone.
    }
    cluster.shutdown(true);
    System.exit(0);
  }
}
