package org.noports.protocol.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.tunnel.AeadStreamException.Problem;

/** Authenticated streams between writer and reader, and under attack (sessions.md 8.3). */
class AeadRecordsTest {
  private final AesKey key = AesKey.of(new byte[32]);
  private final ConnectionId id = ConnectionId.SINGLE;
  private final AeadRecordWriter writer = new AeadRecordWriter(key, id);
  private final AeadRecordReader reader = new AeadRecordReader(key, id);

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 100, 16_500, 1_000_000})
  void whatIsWrittenIsReadHoweverItIsCut(int chunk) {
    AeadRecordWriter frugal = new AeadRecordWriter(key, id, 5);
    AeadRecordReader strict = new AeadRecordReader(key, id, 5);
    Random random = new Random(chunk);
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    byte[] to = new byte[AeadRecordWriter.MAX_BYTES_A_CALL];
    wire.write(to, 0, frugal.hello(to, 0));
    for (int i = 0; i < 30; i++) {
      byte[] data = new byte[1 + random.nextInt(AeadRecord.MAX_PAYLOAD)];
      random.nextBytes(data);
      plain.writeBytes(data);
      wire.write(to, 0, frugal.data(plain(data), data.length, to, 0));
      wire.write(to, 0, frugal.pad(random.nextInt(100), to, 0));
    }
    wire.write(to, 0, frugal.end(to, 0));
    assertThat(read(strict, wire.toByteArray(), chunk)).isEqualTo(plain.toByteArray());
    strict.endOfStream();
  }

  @Test
  void theLargestRecordFits() {
    byte[] to = new byte[AeadRecordWriter.MAX_BYTES_A_CALL];
    byte[] data = new byte[AeadRecord.MAX_PAYLOAD];
    writer.hello(to, 0);
    assertThat(writer.data(plain(data), data.length, to, 0))
        .isEqualTo(AeadRecord.MAX_PAYLOAD + AeadRecord.OVERHEAD);
    byte[] larger = new byte[AeadRecord.MAX_PAYLOAD + 1];
    assertThatThrownBy(() -> writer.data(plain(larger), larger.length, to, 0))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> writer.data(plain(data), 0, to, 0))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void everyFlippedBitIsNoticed() {
    byte[] wire = hello();
    for (int bit = 0; bit < wire.length * 8; bit++) {
      byte[] flipped = wire.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      AeadRecordReader fresh = new AeadRecordReader(key, id);
      byte[] padded = Arrays.copyOf(flipped, 70_000);
      assertProblem(Problem.SHIFTED, () -> read(fresh, padded, padded.length));
    }
  }

  @Test
  void aFirstRecordThatIsNoHelloIsNotWaitedFor() {
    byte[] header = {0x40, 0x11};
    assertProblem(Problem.SHIFTED, () -> read(reader, header, 2));
  }

  @Test
  void aConnectionOfAnotherNameIsAShift() {
    AeadRecordReader other = new AeadRecordReader(key, ConnectionId.CONTROL);
    byte[] wire = hello();
    assertProblem(Problem.SHIFTED, () -> read(other, wire, wire.length));
  }

  @Test
  void repeatedReorderedAndMissingRecordsAreForged() {
    byte[] wire = hello();
    byte[] first = data(1);
    byte[] second = data(2);
    read(reader, wire, wire.length);
    read(reader, first, first.length);
    assertProblem(Problem.FORGED, () -> read(reader, first, first.length));
    assertProblem(Problem.FORGED, () -> read(reader, second, second.length));

    AeadRecordReader skipping = new AeadRecordReader(key, id);
    read(skipping, wire, wire.length);
    assertProblem(Problem.FORGED, () -> read(skipping, second, second.length));
  }

  @Test
  void aStreamWithoutItsEndIsTruncated() {
    byte[] wire = hello();
    byte[] data = data(1);
    AeadRecordReader empty = new AeadRecordReader(key, id);
    assertProblem(Problem.TRUNCATED, empty::endOfStream);
    read(reader, wire, wire.length);
    read(reader, Arrays.copyOf(data, 5), 5);
    assertProblem(Problem.TRUNCATED, reader::endOfStream);
  }

  @Test
  void nothingFollowsTheEnd() {
    byte[] to = new byte[AeadRecordWriter.MAX_BYTES_A_CALL];
    byte[] wire = hello();
    read(reader, wire, wire.length);
    int written = writer.end(to, 0);
    byte[] end = Arrays.copyOf(to, written);
    read(reader, end, end.length);
    assertThatThrownBy(() -> writer.data(new byte[2], 1, to, 0))
        .isInstanceOf(IllegalStateException.class);
    assertProblem(Problem.FORGED, () -> read(reader, end, end.length));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 16, 16_402, 65_535})
  void aForbiddenLengthIsRefusedBeforeItsBytesArrive(int length) {
    byte[] wire = hello();
    read(reader, wire, wire.length);
    byte[] header = {(byte) (length >>> 8), (byte) length};
    assertProblem(Problem.FORGED, () -> read(reader, header, 2));
  }

  @Test
  void aKeyThatIsNeverReplacedIsRefused() {
    AeadRecordReader impatient = new AeadRecordReader(key, id, 2);
    byte[] wire = hello();
    read(impatient, wire, wire.length);
    byte[] first = data(1);
    read(impatient, first, first.length);
    byte[] second = data(2);
    assertProblem(Problem.MALFORMED, () -> read(impatient, second, second.length));
  }

  private byte[] hello() {
    byte[] to = new byte[AeadRecordWriter.MAX_BYTES_A_CALL];
    int written = writer.hello(to, 0);
    return Arrays.copyOf(to, written);
  }

  private byte[] data(int value) {
    byte[] to = new byte[AeadRecordWriter.MAX_BYTES_A_CALL];
    int written = writer.data(new byte[] {0, (byte) value}, 1, to, 0);
    return Arrays.copyOf(to, written);
  }

  private static byte[] plain(byte[] payload) {
    byte[] plain = new byte[AeadRecord.PAYLOAD + payload.length];
    System.arraycopy(payload, 0, plain, AeadRecord.PAYLOAD, payload.length);
    return plain;
  }

  private static byte[] read(AeadRecordReader reader, byte[] wire, int chunk) {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    byte[] plain = new byte[AeadRecord.MAX_PLAIN];
    for (int start = 0; start < wire.length; start += chunk) {
      ByteBuffer bytes = ByteBuffer.wrap(wire, start, Math.min(wire.length - start, chunk));
      while (bytes.hasRemaining()) {
        reader.add(bytes);
        if (reader.next(plain) == AeadRecordType.DATA) {
          received.write(plain, AeadRecord.PAYLOAD, reader.payloadLength());
        }
      }
    }
    return received.toByteArray();
  }

  private static void assertProblem(Problem problem, ThrowingCallable code) {
    assertThatThrownBy(code)
        .isInstanceOfSatisfying(
            AeadStreamException.class, e -> assertThat(e.problem()).isEqualTo(problem));
  }
}
