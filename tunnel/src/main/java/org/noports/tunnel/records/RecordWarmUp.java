package org.noports.tunnel.records;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.tunnel.AeadRecord;
import org.noports.protocol.tunnel.AeadRecordReader;
import org.noports.protocol.tunnel.AeadRecordWriter;
import org.noports.protocol.tunnel.ConnectionId;
import org.noports.tunnel.pump.ArrayConversion;
import org.noports.tunnel.pump.Scratch;

/**
 * Makes the virtual machine compile what carries records, all the way from the pump's buffers and
 * arrays to the cipher. Cold, a full record takes a millisecond, a few hundred times as long; and
 * what was compiled for records of one size is thrown away at the first of another. So the small
 * ones come first, then those with whole and broken blocks, then full ones. They are as many as the
 * launcher's options for the compiler ask for, and no more: what else it compiles takes the
 * processor from the data that this is for. Stateless.
 */
public final class RecordWarmUp {
  private static final int TINY = 40;
  private static final int TINY_ROUNDS = 200;

  /** Just long enough for the part of the cipher that takes many blocks at once. */
  private static final int SHORT = 600;

  private static final int SHORT_ROUNDS = 500;

  /** Lengths differ by up to so much, so that last blocks are of all lengths. */
  private static final int SPREAD = 37;

  private static final int FULL_ROUNDS = 20;

  private final RecordSealer sealer;
  private final RecordOpener opener;
  private final byte[] plain = new byte[1 + ArrayConversion.MOST];
  private final byte[] wire = new byte[plain.length + ArrayConversion.MOST_ADDED];
  private final byte[] opened = new byte[wire.length];
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(ArrayConversion.MOST);
  private final Scratch scratch = Scratch.one();

  private RecordWarmUp() {
    AesKey key = AesKey.of(new byte[32]);
    AeadRecordWriter writer = new AeadRecordWriter(key, ConnectionId.SINGLE);
    AeadRecordReader reader = new AeadRecordReader(key, ConnectionId.SINGLE);
    reader.add(ByteBuffer.wrap(wire, 0, writer.hello(wire, 0)));
    reader.next(opened);
    sealer = new RecordSealer(writer, System::nanoTime);
    opener = new RecordOpener(reader);
  }

  /** Takes less than a tenth of a second of a cold machine, and milliseconds of a warm one. */
  public static void run() {
    try {
      RecordWarmUp records = new RecordWarmUp();
      records.carry(TINY, TINY_ROUNDS);
      records.carry(SHORT, SHORT_ROUNDS);
      records.carry(records.sealer.mostToRead() - SPREAD, FULL_ROUNDS);
    } catch (IOException e) {
      throw new IllegalStateException("records of our own do not open", e);
    }
  }

  private void carry(int length, int rounds) throws IOException {
    for (int i = 0; i < rounds; i++) {
      int bytes = length + i % SPREAD;
      if (i % 4 == 0) {
        inBuffer(Math.min(bytes, AeadRecord.MAX_PAYLOAD));
      } else {
        inArrays(bytes);
      }
    }
  }

  private void inArrays(int length) throws IOException {
    int sealed = sealer.convert(plain, 1, length, wire, 1);
    // In two reads, as the end of a read is hardly ever that of a record.
    int first = Math.max(sealed - TINY, 1);
    opener.convert(wire, 1, first, opened, 1);
    opener.convert(wire, 1 + first, sealed - first, opened, 1);
  }

  private void inBuffer(int length) throws IOException {
    int start = sealer.headroom(length);
    buffer.clear().position(start);
    buffer.put(plain, 0, length).flip().position(start);
    sealer.convert(buffer, scratch);
    opener.convert(buffer, scratch);
  }
}
