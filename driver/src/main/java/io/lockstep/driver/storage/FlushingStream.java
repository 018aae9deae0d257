package io.lockstep.driver.storage;

import java.io.FilterOutputStream;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;

/** A stream whose flush reaches readers: that of HDFS's own stream does not. */
final class FlushingStream extends FilterOutputStream {
  private final FSDataOutputStream stream;

  FlushingStream(FSDataOutputStream stream) {
    super(stream);
    this.stream = stream;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    stream.write(bytes, offset, length);
  }

  @Override
  public void flush() throws IOException {
    stream.hflush();
  }
}
