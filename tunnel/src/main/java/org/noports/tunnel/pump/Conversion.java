package org.noports.tunnel.pump;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What one direction does with its bytes between reading and writing them, in the buffer they were
 * read into. One thread at a time uses it.
 */
public interface Conversion {
  /**
   * How many bytes must be free in front of so many bytes that are read: what converting adds, or
   * has kept back from the last time.
   */
  int headroom(int length);

  /**
   * Converts what stands between position and limit. Afterwards what is to be written stands there;
   * it may begin in the headroom and may be nothing.
   *
   * @throws BrokenStreamException when the bytes are not what the peer sent
   */
  void convert(ByteBuffer buffer, Scratch scratch) throws IOException;

  /** Whether the peer has said within the stream that nothing follows. */
  boolean ended();

  /**
   * The source has come to its end of stream: puts what has still to be written into the empty
   * buffer and flips it.
   *
   * @throws BrokenStreamException when the stream must not end here
   */
  void finish(ByteBuffer empty, Scratch scratch) throws IOException;

  /** Whether {@link #finish} tells the receiver of the end; otherwise closing its socket does. */
  boolean endsInBand();
}
