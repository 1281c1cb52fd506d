package org.noports.atserver.connection;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Cuts an answer into TLS records so that the last one never holds only the prompt: several clients
 * end a response where a record ends (atprotocol.md 2.3). One call of {@code write} is one record.
 */
final class TlsRecords {
  /** What surely fits into one TLS record: JSSE takes some bytes off the 16,384 it may use. */
  static final int MAX_RECORD = 16_000;

  /** What an answer's last record holds at least, when there is more than one. */
  private static final int MIN_LAST = 1_024;

  private TlsRecords() {}

  /** Writes all of it; {@code progress} runs before each record. */
  static void write(OutputStream out, byte[] text, Runnable progress) throws IOException {
    int from = 0;
    while (text.length - from > MAX_RECORD) {
      int length = Math.min(MAX_RECORD, text.length - from - MIN_LAST);
      progress.run();
      out.write(text, from, length);
      from += length;
    }
    progress.run();
    out.write(text, from, text.length - from);
    out.flush();
  }
}
