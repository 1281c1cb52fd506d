package org.noports.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocksDatagramTest {
  @ParameterizedTest
  @CsvSource({
    "0000 00 01 7f000001 0035 6869, 127.0.0.1:53/udp, 0000 00 01 7f000001 0035",
    "0000 00 03 02 6462 ffff 6869, db:65535/udp, 0000 00 03 02 6462 ffff",
    "0000 00 04 fd000000000000000000000000000007 0001 6869, fd00:0:0:0:0:0:0:7:1/udp, "
        + "0000 00 04 fd000000000000000000000000000007 0001",
  })
  void itsServiceAndWhatItHoldsAreTakenApart(String hex, String service, String header) {
    SocksDatagram datagram = SocksDatagram.parse(buffer(hex)).orElseThrow();

    assertThat(datagram.service().text()).isEqualTo(service);
    assertThat(ByteBuffer.wrap(datagram.header())).isEqualTo(buffer(header));
    assertThat(datagram.data()).isEqualTo(buffer("6869"));
  }

  @Test
  void itMayHoldNothing() {
    SocksDatagram datagram = SocksDatagram.parse(buffer("0000 00 01 7f000001 0035")).orElseThrow();

    assertThat(datagram.data().remaining()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0000",
        "0000 00 01",
        "0000 01 01 7f000001 0035 6869", // the first of several
        "0000 81 01 7f000001 0035 6869", // the last of several
        "0001 00 01 7f000001 0035 6869",
        "0000 00 02 7f000001 0035 6869",
        "0000 00 01 7f000001 00",
        "0000 00 01 7f000001 0000 6869", // no port
        "0000 00 03 00 0035 6869", // no name
        "0000 00 03 05 6462 0035",
        "0000 00 03 02 6420 0035 6869", // a name with a space
        "0000 00 04 fd0000000000 0035",
      })
  void fragmentsAndWhatIsNotOfItsFormAreDropped(String hex) {
    assertThat(SocksDatagram.parse(buffer(hex))).isEmpty();
  }

  @Test
  void noiseIsDroppedOrHasAServiceAndAllThatFollowsIt() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      for (int j = 0; j < Math.min(4, noise.length); j++) {
        noise[j] = (byte) (j == 3 ? random.nextInt(6) : 0);
      }
      Optional<SocksDatagram> datagram = SocksDatagram.parse(ByteBuffer.wrap(noise));
      datagram.ifPresent(parsed ->
          assertThat(parsed.header().length + parsed.data().remaining()).isEqualTo(noise.length));
    }
  }

  private static ByteBuffer buffer(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
  }
}
