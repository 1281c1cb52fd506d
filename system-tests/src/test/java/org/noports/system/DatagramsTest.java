package org.noports.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code npt -p port/udp} with a real DNS server and with packets such as a VPN sends. */
class DatagramsTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int PACKETS = 5_000;

  @TempDir private static Path directory;
  private static PrivateSystem system;
  private static NameServer names;
  private static PacketStream service;
  private static RunningProgram sshnpd;
  private static RunningProgram npt;
  private static int dnsPort;
  private static int streamPort;

  @BeforeAll
  static void start() throws Exception {
    system = new PrivateSystem(directory);
    names = NameServer.start(system.logs());
    service = PacketStream.ofService(PACKETS);
    system.up();
    sshnpd = startDaemon();
    npt = system.nptUdp(names.port(), "-p", service.port() + "/udp", "-K", "--json", "--dpt", "2");
    dnsPort = localPort(names.port());
    streamPort = localPort(service.port());
  }

  @AfterAll
  static void close() throws Exception {
    try (PrivateSystem first = system;
        NameServer second = names;
        PacketStream third = service) {
      assertThat(first).isNotNull();
      assertThat(second).isNotNull();
      assertThat(third).isNotNull();
    }
  }

  /** TCP to the same port is permitted to nobody, and UDP to no other port. */
  private static RunningProgram startDaemon() throws Exception {
    return system.sshnpd(
        "localhost:%d/udp,localhost:%d/udp,localhost:22".formatted(names.port(), service.port()));
  }

  private static int localPort(int remote) {
    String line =
        "\"service\":\"localhost:%d/udp\",\"state\":\"up\",\"localPort\":([0-9]+)"
            .formatted(remote);
    return Integer.parseInt(npt.awaitLine(line, LIMIT).group(1));
  }

  private static RunningProgram dig(String name, String type) throws Exception {
    return dig(dnsPort, name, type);
  }

  private static RunningProgram dig(int port, String name, String type) throws Exception {
    RunningProgram dig = system.start("dig", NameServer.question(port, name, type));
    dig.awaitExit(LIMIT);
    return dig;
  }

  /** Without the attempts that came before there was a session. */
  private static List<String> answers(RunningProgram dig) {
    return dig.out().lines().filter(line -> !line.startsWith(";;")).toList();
  }

  @Test
  void digIsAnsweredByTheNameServerAtTheOtherSide() throws Exception {
    assertThat(dig("printer.lan", "A").out()).isEqualTo("192.0.2.7\n");
  }

  @Test
  void anAnswerOfThousandsOfBytesComesWhole() throws Exception {
    assertThat(dig("big.lan", "TXT").out().strip().lines())
        .containsExactlyInAnyOrderElementsOf(NameServer.texts());
  }

  @Test
  void manyDigsAtOnceAreAllAnswered() throws Exception {
    List<RunningProgram> digs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      digs.add(system.start("dig", NameServer.question(dnsPort, "p" + i + ".printer.lan", "A")));
    }
    for (RunningProgram dig : digs) {
      dig.awaitExit(LIMIT);
      assertThat(dig.out()).isEqualTo("192.0.2.7\n");
    }
  }

  @Test
  void packetsOfAVpnPassBothWaysWithNextToNoLossAndNoneDamaged() throws Exception {
    try (PacketStream client = PacketStream.to(streamPort, PACKETS)) {
      Thread answers =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  service.send(client);
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              });
      client.send(service);
      answers.join();

      await("the last packets")
          .atMost(LIMIT)
          .until(() -> Math.min(service.received(), client.received()) > PACKETS * 99 / 100);
      assertThat(service.damaged() + client.damaged()).isZero();
      assertThat(service.repeated() + client.repeated()).isZero();
    }
  }

  @Test
  void programsThatSpeakSocksReachWhatIsPermittedForUdp() throws Exception {
    try (RunningProgram proxy =
        system.start(
            "npt",
            "-f",
            "@client",
            "-t",
            "@device",
            "-r",
            "@relay",
            "-d",
            "my_device",
            "--socks",
            "0")) {
      int port = PrivateSystem.localPort(proxy);
      try (SocksProgram program = SocksProgram.to(port, "localhost", names.port())) {
        program.sendFragment(new byte[] {1, 2, 3});
        assertThat(answers(dig(program.port(), "printer.lan", "A"))).containsExactly("192.0.2.7");
        assertThat(answers(dig(program.port(), "big.lan", "TXT")))
            .containsExactlyInAnyOrderElementsOf(NameServer.texts());
      }
      try (SocksProgram program = SocksProgram.to(port, "localhost", 22)) {
        RunningProgram dig = system.start("dig", NameServer.question(program.port(), "x", "A"));
        proxy.awaitLine("^.*SOCKS5 to localhost:22/udp : Error : .*not permit", LIMIT);
        dig.close();
      }
    }
  }

  @Test
  void theLossOfTheDaemonIsSurvivedOnTheSamePort() throws Exception {
    assertThat(dig("printer.lan", "A").out()).isEqualTo("192.0.2.7\n");
    sshnpd.kill();
    npt.awaitLine("\"state\":\"down\",\"reason\":\"[^\"]+\",\"retryMs\":[0-9]+", LIMIT);
    sshnpd = startDaemon();

    await("an answer by the next session")
        .atMost(LIMIT)
        .until(() -> dig("printer.lan", "A").out().equals("192.0.2.7\n"));
  }

  @Test
  void aRuleForTcpDoesNotPermitUdpNorTheOtherWayRound() throws Exception {
    try (RunningProgram udp = system.nptUdp(22);
        RunningProgram tcp = system.npt(names.port())) {
      assertThat(udp.awaitExit(LIMIT)).isEqualTo(1);
      assertThat(udp.err())
          .containsPattern(
              Pattern.quote("Connection to localhost:22/udp denied based on daemon --permit-open"));
      assertThat(tcp.awaitExit(LIMIT)).isEqualTo(1);
      assertThat(tcp.err())
          .contains("Connection to localhost:%d denied based on".formatted(names.port()));
    }
  }
}
