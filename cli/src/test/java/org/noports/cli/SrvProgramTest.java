package org.noports.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noports.cli.Harness.Outcome;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.Iv;

/** The program {@code srv} as parents of all ages start it (cli.md 5, sessions.md 4.1, 4.2). */
class SrvProgramTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String AUTH = "{\"payload\":{},\"signature\":\"x\"}";

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      value = {
        "single | RV_AES RV_IV",
        "single | RV_AES_C2D RV_IV_C2D",
        "single | RV_AES_C2D RV_IV_C2D RV_AES_D2C RV_IV_D2C",
        "single | -",
        "multi  | RV_AES RV_IV",
        "multi  | RV_AES_C2D RV_IV_C2D RV_AES_D2C RV_IV_D2C",
      })
  void bothEndsCarryAConnectionAndEndWithIt(String mode, @Nullable String variables)
      throws Exception {
    Map<String, String> environment = environment(variables);
    String more =
        " --rv-auth"
            + (variables == null ? "" : " --rv-e2ee")
            + (mode.equals("multi") ? " --multi" : "");
    int local = freePort();
    try (JoiningPorts relay = new JoiningPorts();
        ServerSocket service = new ServerSocket(0, 8, LOOPBACK);
        ExecutorService programs = Executors.newVirtualThreadPerTaskExecutor()) {
      service.setSoTimeout(60_000);
      Future<Outcome> device =
          programs.submit(() ->
              srv(
                  environment,
                  "-h 127.0.0.1 -p %d --local-host 127.0.0.1 --local-port %d --timeout 60"
                          .formatted(relay.portB(), service.getLocalPort())
                      + more));
      Future<Outcome> client =
          programs.submit(() ->
              srv(
                  environment,
                  "-h 127.0.0.1 -p %d --bind-local-port --local-port %d --timeout 5"
                          .formatted(relay.portA(), local)
                      + more));
      try (Socket user = connect(local);
          Socket served = service.accept()) {
        user.setSoTimeout(60_000);
        served.setSoTimeout(60_000);
        served.getOutputStream().write("SSH-2.0-x\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(user.getInputStream().readNBytes(11)).asString().isEqualTo("SSH-2.0-x\r\n");
        if (mode.equals("single")) {
          // The one connection has come.
          assertThatThrownBy(() -> new Socket(LOOPBACK, local))
              .isInstanceOf(ConnectException.class);
        }
        user.getOutputStream().write('y');
        assertThat(served.getInputStream().read()).isEqualTo('y');
      }
      for (Future<Outcome> program : List.of(client, device)) {
        Outcome outcome = program.get(60, TimeUnit.SECONDS);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err().lines()).containsExactly("rv started successfully");
      }
      assertThat(relay.lines).hasSizeGreaterThanOrEqualTo(2).containsOnly(AUTH);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "                             | Option host is mandatory.",
        "-h h                         | Option port is mandatory.",
        "-h h -p 1 --rv-auth          | --rv-auth required, but RV_AUTH is not in environment",
        "-h h -p 1 --rv-e2ee          | --rv-e2ee required, but RV_AES is not in environment",
        "-h h -p 1 -a escr            | required, but REMOTE_AUTH_ESCR_IS_SIDE_A is not in environment",
        "-h h -p 1 -a payload         | required, but RV_AUTH is not in environment",
        "-h h -p 1 -a none            | 'none' is neither payload nor escr",
        "-h h -p 1 --timeout 0        | --timeout and --heartbeat must be at least 1 second",
        "-h h -p 1 --local-port x     | 'x' is not a port",
        "-h h -p 0                    | not the address of a relay",
      })
  void whatIsMissingOrWrongIsOneLineAndExitCode1(@Nullable String words, String text) {
    Outcome outcome = srv(Map.of(), words == null ? "" : words);

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.lastErrLine()).startsWith("Error : ").contains(text);
  }

  @Test
  void valuesOfTheEnvironmentAreCheckedAndNeverRepeated() {
    Map<String, String> environment = environment("RV_AES_C2D RV_IV_C2D RV_AES_D2C RV_IV_D2C");
    for (String name : environment.keySet()) {
      if (name.equals("RV_AUTH")) {
        continue;
      }
      Map<String, String> damaged = new HashMap<>(environment);
      damaged.put(name, "secret but wrong");
      Outcome outcome = srv(damaged, "-h h -p 1 --rv-e2ee");
      assertThat(outcome.code()).isEqualTo(1);
      assertThat(outcome.lastErrLine()).startsWith("Error : " + name + " cannot be used");
      assertThat(outcome.err()).doesNotContain("secret but wrong");
    }
  }

  @Test
  void whatFailsWhileRunningIsToldInTheParentsWordsWithExitCode200() throws Exception {
    int nobody = freePort();
    for (String mode : new String[] {"", " --multi", " --multi --bind-local-port --local-port 0"}) {
      Outcome outcome = srv(Map.of(), "-h 127.0.0.1 -p " + nobody + mode);
      assertThat(outcome.code()).isEqualTo(200);
      assertThat(outcome.lastErrLine())
          .startsWith("Exception running srv : ")
          .contains("127.0.0.1:" + nobody);
    }
  }

  @Test
  void aParentThatWantsToSeeEverythingSaysSoByAVariable() throws Exception {
    int nobody = freePort();
    try (JoiningPorts relay = new JoiningPorts()) {
      Map<String, String> environment = new HashMap<>(environment("RV_AES RV_IV"));
      environment.put("SRV_TRACE", "true");
      Outcome outcome =
          srv(
              environment,
              "-h 127.0.0.1 -p %d --rv-auth --rv-e2ee --multi --timeout 1 --local-port %d"
                  .formatted(relay.portB(), nobody));
      assertThat(outcome.err().lines()).contains("rv started successfully");
      for (String name : List.of("RV_AES", "RV_IV")) {
        assertThat(outcome.err()).doesNotContain(String.valueOf(environment.get(name)));
      }
    }
  }

  @Test
  void anEndWithoutLocalConnectionEndsAfterItsTime() throws Exception {
    Outcome outcome =
        srv(
            Map.of(),
            "-h 127.0.0.1 -p 1 --bind-local-port --local-port " + freePort() + " --timeout 1");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.err().lines()).containsExactly("rv started successfully");
  }

  private static Outcome srv(Map<String, String> environment, String words) {
    return Harness.run(environment, ("srv " + words).strip().split(" +", -1));
  }

  private static Map<String, String> environment(@Nullable String variables) {
    Map<String, String> environment = new HashMap<>(Map.of("RV_AUTH", AUTH));
    if (variables != null) {
      for (String name : variables.split(" ", -1)) {
        environment.put(
            name,
            name.startsWith("RV_AES")
                ? AesKey.random(RANDOM).secretBase64()
                : Iv.random(RANDOM).base64());
      }
    }
    return environment;
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, LOOPBACK)) {
      return probe.getLocalPort();
    }
  }

  /** When the program listens. */
  private static Socket connect(int port) {
    Socket[] connected = new Socket[1];
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptions()
        .until(() -> {
          connected[0] = new Socket(LOOPBACK, port);
          return true;
        });
    return connected[0];
  }
}
