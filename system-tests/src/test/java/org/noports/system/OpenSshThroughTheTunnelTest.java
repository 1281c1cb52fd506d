package org.noports.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code noports up}, {@code sshnpd} and {@code npt} in processes of their own, real services. */
class OpenSshThroughTheTunnelTest {
  private static final long FILE_BYTES = 200L << 20;
  private static final Duration COPY_LIMIT = Duration.ofMinutes(3);

  @TempDir private static Path directory;
  private static PrivateSystem system;
  private static OpenSshServer sshd;
  private static WebService web;
  private static int sshPort;

  @BeforeAll
  static void openASession() throws Exception {
    sshd = OpenSshServer.start(directory.resolve("sshd"));
    web = WebService.start();
    system = new PrivateSystem(directory);
    system.up();
    system.sshnpd("localhost:%d,localhost:%d".formatted(sshd.port(), web.port()));
    sshPort = PrivateSystem.localPort(system.npt(sshd.port(), "-T", "5m"));
  }

  @AfterAll
  static void close() {
    try (PrivateSystem first = system;
        OpenSshServer second = sshd;
        WebService third = web) {
      assertThat(first).isNotNull();
      assertThat(second).isNotNull();
      assertThat(third).isNotNull();
    }
  }

  @Test
  void sshLogsInAndRunsACommand() throws Exception {
    RunningProgram ssh =
        RunningProgram.start(
            system.logs(),
            "ssh",
            sshd.command("ssh", sshPort, OpenSshServer.target(), "echo here $((6 * 7))"));

    assertThat(ssh.awaitExit(Duration.ofSeconds(30))).as(ssh.err()).isZero();
    assertThat(ssh.out()).isEqualTo("here 42\n");
  }

  @Test
  void scpMovesLargeFilesBothWays() throws Exception {
    Path original = directory.resolve("original");
    writeRandom(original, new Random(7));
    Path there = directory.resolve("there");
    Path back = directory.resolve("back");

    copy(original.toString(), OpenSshServer.target() + ":" + there);
    copy(OpenSshServer.target() + ":" + there, back.toString());

    String expected = sha256(original);
    assertThat(sha256(there)).isEqualTo(expected);
    assertThat(sha256(back)).isEqualTo(expected);
  }

  @Test
  void twoHundredRequestsAtATimeAllSucceed() throws Exception {
    RunningProgram npt = system.npt(web.port(), "-T", "1m");
    int port = PrivateSystem.localPort(npt);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String path = "/page/" + i;
        String text = "x".repeat(i * 100);
        answers.add(threads.submit(() -> WebService.ask(port, path, text)));
      }
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get(2, TimeUnit.MINUTES))
            .isEqualTo(WebService.body("/page/" + i) + i * 100);
      }
    }
    // SIGTERM ends it in bounded time, with the documented code.
    assertThat(npt.terminate()).isEqualTo(1);
  }

  @Test
  void theBackgroundSessionOutlivesItsStarter() throws Exception {
    RunningProgram npt = system.npt(web.port(), "-x", "-T", "4s", "-q");

    assertThat(npt.awaitExit(Duration.ofSeconds(60))).as(npt.err()).isZero();
    assertThat(npt.out()).matches("[0-9]+\n");
    int port = Integer.parseInt(npt.out().strip());
    assertThat(WebService.ask(port, "/x", "")).startsWith(WebService.body("/x"));
    assertThat(npt.err()).isEmpty();
    org.awaitility.Awaitility.await("the background session ends after its time")
        .atMost(Duration.ofSeconds(30))
        .until(() -> backgroundSessions() == 0);
  }

  private static long backgroundSessions() {
    return ProcessHandle.allProcesses()
        .filter(p ->
            p.info()
                .arguments()
                .map(List::of)
                .filter(words -> words.contains("--in-background"))
                .filter(words -> words.contains(String.valueOf(web.port())))
                .isPresent())
        .count();
  }

  private static void copy(String from, String to) throws Exception {
    RunningProgram scp =
        RunningProgram.start(system.logs(), "scp", sshd.command("scp", sshPort, from, to));
    assertThat(scp.awaitExit(COPY_LIMIT)).as(scp.err()).isZero();
  }

  private static void writeRandom(Path file, Random random) throws IOException {
    byte[] block = new byte[1 << 20];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long written = 0; written < FILE_BYTES; written += block.length) {
        random.nextBytes(block);
        out.write(block);
      }
    }
  }

  private static String sha256(Path file) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
