package org.noports.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

class LineBufferTest {
  private final LineBuffer buffer = new LineBuffer(100);

  @Test
  void cutsAtLineFeedsWhateverOneReadGave() {
    add("noo");
    assertThat(buffer.next()).isNull();
    add("p:0\ninfo\r\n\n\r\nsc");
    assertThat(buffer.next()).isEqualTo("noop:0");
    assertThat(buffer.next()).isEqualTo("info");
    assertThat(buffer.next()).isEmpty();
    assertThat(buffer.next()).isEmpty();
    assertThat(buffer.next()).isNull();
    assertThat(buffer.pending()).isEqualTo("sc");
    add("an\n");
    assertThat(buffer.next()).isEqualTo("scan");
    assertThat(buffer.size()).isZero();
  }

  @Test
  void onlyOneCarriageReturnBeforeTheLineFeedIsTaken() {
    add("a\rb\r\r\n \n");
    assertThat(buffer.next()).isEqualTo("a\rb\r");
    assertThat(buffer.next()).isEqualTo(" ");
  }

  @Test
  void charactersMayBeSplitAnywhere() {
    for (byte b : "@alice🛠 é\n".getBytes(StandardCharsets.UTF_8)) {
      assertThat(buffer.next()).isNull();
      buffer.add(new byte[] {b}, 0, 1);
    }
    assertThat(buffer.next()).isEqualTo("@alice🛠 é");
  }

  @Test
  void aLineThatIsNotUtf8IsRefusedAndTheNextIsRead() {
    byte[][] broken = {
      {(byte) 0xff},
      {(byte) 0xc3},
      {(byte) 0xc0, (byte) 0x80},
      {(byte) 0xed, (byte) 0xa0, (byte) 0x80}
    };
    for (byte[] bytes : broken) {
      buffer.add(bytes, 0, bytes.length);
      add("\nnoop:0\n");
      assertThatThrownBy(buffer::next)
          .isInstanceOfSatisfying(
              ProtocolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.AT0003));
      assertThat(buffer.next()).isEqualTo("noop:0");
    }
  }

  @Test
  void aLineOfTheLimitIsReadAndOneByteMoreIsNot() {
    add("a".repeat(100) + "\n");
    assertThat(buffer.next()).hasSize(100);
    add("a".repeat(101) + "\n");
    assertTooLong();
  }

  @Test
  void aLineWithoutEndIsRefusedAsSoonAsItIsTooLong() {
    add("a".repeat(100));
    assertThat(buffer.next()).isNull();
    add("a");
    assertTooLong();
    assertTooLong();
  }

  @Test
  void linesBeforeOneThatIsTooLongAreRead() {
    add("a\nb\n" + "c".repeat(200));
    assertThat(buffer.next()).isEqualTo("a");
    assertThat(buffer.next()).isEqualTo("b");
    assertTooLong();
  }

  @Test
  void aBarePromptCanBeSeenAndForgotten() {
    add("data:ok\n@bob@");
    assertThat(buffer.next()).isEqualTo("data:ok");
    assertThat(buffer.pending()).isEqualTo("@bob@");
    buffer.clear();
    assertThat(buffer.pending()).isEmpty();
    add("data:1\n");
    assertThat(buffer.next()).isEqualTo("data:1");
  }

  @Test
  void anySplittingOfAStreamGivesTheSameLines() {
    Random random = new Random(3);
    StringBuilder stream = new StringBuilder();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      String line = "é".repeat(random.nextInt(40)) + i;
      expected.add(line);
      stream.append(line).append(random.nextBoolean() ? "\n" : "\r\n");
    }
    byte[] bytes = stream.toString().getBytes(StandardCharsets.UTF_8);
    List<String> lines = new ArrayList<>();
    for (int at = 0; at < bytes.length; ) {
      int length = Math.min(1 + random.nextInt(3000), bytes.length - at);
      buffer.add(bytes, at, length);
      at += length;
      for (String line = buffer.next(); line != null; line = buffer.next()) {
        lines.add(line);
      }
    }
    assertThat(lines).isEqualTo(expected);
  }

  @Test
  void tenMegabytesArriveInSmallPiecesQuickly() {
    LineBuffer big = new LineBuffer(LineBuffer.MAX_LINE_BYTES);
    byte[] chunk = "x".repeat(4096).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < LineBuffer.MAX_LINE_BYTES / chunk.length; i++) {
      big.add(chunk, 0, chunk.length);
      assertThat(big.next()).isNull();
    }
    big.add(new byte[] {'\n'}, 0, 1);
    assertThat(big.next()).hasSize(LineBuffer.MAX_LINE_BYTES);
  }

  private void assertTooLong() {
    assertThatThrownBy(buffer::next)
        .isInstanceOfSatisfying(
            ProtocolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.AT0005));
  }

  private void add(String text) {
    byte[] bytes = ("__" + text).getBytes(StandardCharsets.UTF_8);
    buffer.add(bytes, 2, bytes.length - 2);
  }
}
