package org.noports.tunnel.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.tunnel.AeadRecord;
import org.noports.protocol.tunnel.AeadRecordReader;
import org.noports.protocol.tunnel.AeadRecordType;
import org.noports.protocol.tunnel.AeadRecordWriter;
import org.noports.protocol.tunnel.ConnectionId;
import org.noports.tunnel.pump.ArrayConversion;
import org.noports.tunnel.pump.BrokenStreamException;
import org.noports.tunnel.pump.Conversion;
import org.noports.tunnel.pump.Scratch;

/** Records made and opened in the buffers of a pump, in whatever pieces the bytes come. */
class RecordConversionTest {
  private static final int CAPACITY = 1024 * 1024;

  private final AesKey key = AesKey.of(new byte[32]);
  private final AtomicLong now = new AtomicLong();
  private final Scratch scratch = Scratch.one();
  private final byte[] bytes = new byte[AeadRecordWriter.MAX_BYTES_A_CALL];

  /** A key that is replaced with every fourth record, so that replacing is part of every read. */
  private final AeadRecordWriter writer = new AeadRecordWriter(key, ConnectionId.SINGLE, 4);

  private final AeadRecordReader reader = new AeadRecordReader(key, ConnectionId.SINGLE);

  private Conversion sealer() {
    reader.add(ByteBuffer.wrap(bytes, 0, writer.hello(bytes, 0)));
    assertThat(reader.next(new byte[AeadRecord.MAX_PLAIN])).isEqualTo(AeadRecordType.HELLO);
    return new RecordSealer(writer, now::get);
  }

  /** What comes out when so many bytes are put in as a pump does. */
  private byte[] converted(Conversion conversion, byte[] from, int offset, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(CAPACITY);
    int start = conversion.headroom(CAPACITY);
    assertThat(start + length).isLessThanOrEqualTo(CAPACITY);
    buffer.position(start).put(from, offset, length);
    buffer.limit(buffer.position()).position(start);
    conversion.convert(buffer, scratch);
    byte[] result = new byte[buffer.remaining()];
    buffer.get(result);
    return result;
  }

  /** The same from array to array. */
  private static byte[] convertedInArrays(
      Conversion conversion, byte[] from, int offset, int length) throws IOException {
    ArrayConversion arrays = (ArrayConversion) conversion;
    byte[] in = new byte[1 + length];
    System.arraycopy(from, offset, in, 1, length);
    byte[] out = new byte[1 + ArrayConversion.MOST + ArrayConversion.MOST_ADDED];
    int made = arrays.convert(in, 1, length, out, 1);
    return Arrays.copyOfRange(out, 1, 1 + made);
  }

  private byte[] finished(Conversion conversion) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(CAPACITY);
    conversion.finish(buffer, scratch);
    byte[] result = new byte[buffer.remaining()];
    buffer.get(result);
    return result;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 19, 16_383, 16_384, 16_385, 100_000, 1_000_000})
  void whatIsSealedInPiecesIsOpenedInOtherPieces(int piece) throws Exception {
    Conversion sealer = sealer();
    Conversion opener = new RecordOpener(reader);
    Random random = new Random(piece);
    byte[] sent = new byte[Math.min(piece * 30, 3_000_000)];
    random.nextBytes(sent);
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    for (int at = 0; at < sent.length; at += piece) {
      wire.writeBytes(converted(sealer, sent, at, Math.min(piece, sent.length - at)));
    }
    wire.writeBytes(finished(sealer));
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    byte[] records = wire.toByteArray();
    int at = 0;
    while (at < records.length) {
      int length = Math.min(1 + random.nextInt(60_000), records.length - at);
      received.writeBytes(converted(opener, records, at, length));
      at += length;
    }
    assertThat(Arrays.mismatch(received.toByteArray(), sent)).isEqualTo(-1);
    assertThat(opener.ended()).isTrue();
    assertThat(finished(opener)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 19, 16_383, 16_384, 16_385, 100_000, ArrayConversion.MOST})
  void arraysAndBuffersContinueEachOther(int piece) throws Exception {
    Conversion sealer = sealer();
    Conversion opener = new RecordOpener(reader);
    Random random = new Random(piece);
    byte[] sent = new byte[Math.min(piece * 30, 3_000_000)];
    random.nextBytes(sent);
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    for (int at = 0; at < sent.length; at += piece) {
      int length = Math.min(piece, sent.length - at);
      wire.writeBytes(
          random.nextInt(4) > 0
              ? convertedInArrays(sealer, sent, at, length)
              : converted(sealer, sent, at, length));
    }
    wire.writeBytes(finished(sealer));
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    byte[] records = wire.toByteArray();
    for (int at = 0; at < records.length; ) {
      int most = Math.min(((ArrayConversion) opener).mostToRead(), records.length - at);
      int length = random.nextBoolean() ? most : 1 + random.nextInt(most);
      received.writeBytes(
          random.nextInt(4) > 0
              ? convertedInArrays(opener, records, at, length)
              : converted(opener, records, at, length));
      at += length;
    }
    assertThat(Arrays.mismatch(received.toByteArray(), sent)).isEqualTo(-1);
    assertThat(opener.ended()).isTrue();
  }

  @Test
  void aReadOfWholeRecordsIsFollowedByAnotherAsLarge() throws Exception {
    ArrayConversion sealer = (ArrayConversion) sealer();
    assertThat(sealer.mostToRead()).isEqualTo(16 * AeadRecord.MAX_PAYLOAD);
    ArrayConversion opener = new RecordOpener(reader);
    byte[] wire = convertedInArrays(sealer, new byte[100_000], 0, 100_000);
    byte[] rest = Arrays.copyOfRange(wire, 0, 1000);
    assertThat(convertedInArrays(opener, rest, 0, rest.length)).isEmpty();
    assertThat(opener.mostToRead()).isEqualTo(ArrayConversion.MOST - 1000);
  }

  @Test
  void aYoungKeyStays() throws Exception {
    Conversion sealer = sealer();
    byte[] before = converted(sealer, new byte[1], 0, 1);
    now.set(RecordSealer.KEY_LIFE.minus(Duration.ofNanos(1)).toNanos());
    assertThat(converted(sealer, new byte[1], 0, 1)).hasSameSizeAs(before);
  }

  @Test
  void anOldKeyIsReplacedBeforeTheNextRecord() throws Exception {
    Conversion sealer = sealer();
    Conversion opener = new RecordOpener(reader);
    now.set(RecordSealer.KEY_LIFE.toNanos());
    byte[] wire = converted(sealer, new byte[] {7}, 0, 1);
    assertThat(wire).hasSize(AeadRecord.OVERHEAD + AeadRecord.OVERHEAD + 1);
    assertThat(converted(opener, wire, 0, wire.length)).containsExactly(7);
  }

  @Test
  void paddingIsIgnored() throws Exception {
    Conversion sealer = sealer();
    Conversion opener = new RecordOpener(reader);
    byte[] padding = Arrays.copyOf(bytes, writer.pad(1000, bytes, 0));
    assertThat(converted(opener, padding, 0, padding.length)).isEmpty();
    byte[] data = converted(sealer, new byte[] {7}, 0, 1);
    assertThat(converted(opener, data, 0, data.length)).containsExactly(7);
  }

  @Test
  void everyFlippedBitOfPaddingAndOfANewKeyBreaksTheStream() {
    sealer();
    byte[] padding = Arrays.copyOf(bytes, writer.pad(3, bytes, 0));
    byte[] rekey = Arrays.copyOf(bytes, writer.rekey(bytes, 0));
    assertEveryFlipBreaks(padding, new byte[0]);
    assertEveryFlipBreaks(rekey, padding);
  }

  /** After HELLO and what came before; the length is another matter, it says what to wait for. */
  private void assertEveryFlipBreaks(byte[] record, byte[] before) {
    for (int bit = 16; bit < record.length * 8; bit++) {
      byte[] flipped = record.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      AeadRecordReader fresh = freshReader();
      assertThat(nextOf(fresh, before)).isNull();
      assertThatThrownBy(() -> converted(new RecordOpener(fresh), flipped, 0, flipped.length))
          .isInstanceOf(BrokenStreamException.class);
      AeadRecordReader another = freshReader();
      assertThat(nextOf(another, before)).isNull();
      Conversion opener = new RecordOpener(another);
      assertThatThrownBy(() -> convertedInArrays(opener, flipped, 0, flipped.length))
          .isInstanceOf(BrokenStreamException.class);
    }
  }

  private AeadRecordReader freshReader() {
    AeadRecordReader fresh = new AeadRecordReader(key, ConnectionId.SINGLE);
    byte[] hello = new byte[AeadRecordWriter.MAX_BYTES_A_CALL];
    int length = new AeadRecordWriter(key, ConnectionId.SINGLE).hello(hello, 0);
    assertThat(nextOf(fresh, Arrays.copyOf(hello, length))).isEqualTo(AeadRecordType.HELLO);
    return fresh;
  }

  private static @Nullable AeadRecordType nextOf(AeadRecordReader reader, byte[] record) {
    reader.add(ByteBuffer.wrap(record));
    return reader.next(new byte[AeadRecord.MAX_PLAIN]);
  }

  @Test
  void anEndOfStreamWithoutEndIsBroken() {
    sealer();
    assertThatThrownBy(() -> finished(new RecordOpener(reader)))
        .isInstanceOf(BrokenStreamException.class)
        .hasMessageContaining("cut before its end");
  }
}
