package org.noports.atserver.hostile;

import com.code_intelligence.jazzer.api.BugDetectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.AtServerConfig;
import org.noports.atserver.AtServerHost;
import org.noports.atserver.Limits;
import org.noports.atserver.TestConnection;
import org.noports.atserver.TestParty;

/**
 * Commands given to a running server by its public door: each is answered by one line, and none
 * makes a handler fail in a way nobody thought of. Called by Jazzer, on one thread, in a process of
 * its own.
 */
public final class FuzzedVerbs {
  /** Who sends a command. */
  private enum State {
    OWNER("@alice@"),
    OWNER_WITH_JSON_ERRORS("@alice@"),
    STRANGER("@"),
    PEER("@bob@");

    private final String prompt;

    State(String prompt) {
      this.prompt = prompt;
    }
  }

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1");

  private static final Map<State, TestConnection> CONNECTIONS = new EnumMap<>(State.class);

  private static @Nullable World world;

  private FuzzedVerbs() {}

  private record World(Path directory, AtServerHost host, TestParty alice, TestParty bob) {
    static World start() {
      try {
        Path directory = Files.createTempDirectory("atserver-fuzzed");
        // Brakes would be all one sees of what strangers send.
        Limits limits =
            Limits.DEFAULTS
                .with()
                .unauthenticatedVerbsPerSecond(1_000_000)
                .unauthenticatedBytes(Integer.MAX_VALUE)
                .build();
        AtServerHost host =
            AtServerHost.start(AtServerConfig.onLoopback(directory).withLimits(limits));
        return new World(
            directory, host, TestParty.activate(host, "@alice"), TestParty.activate(host, "@bob"));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    TestConnection open(State state) {
      return switch (state) {
        case OWNER -> alice.login();
        case OWNER_WITH_JSON_ERRORS -> alice.login(":clientConfig:{\"version\":\"3.0.57\"}");
        case STRANGER -> alice.connect();
        case PEER -> bob.polAt(alice);
      };
    }

    void close() throws IOException {
      host.close();
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  public static void fuzzerInitialize() {
    // Whatever is asked, the server dials nobody outside.
    BugDetectors.allowNetworkConnections((host, port) -> LOOPBACK.contains(host));
    world = World.start();
  }

  public static void fuzzerTearDown() throws IOException {
    for (State state : State.values()) {
      forget(state);
    }
    Objects.requireNonNull(world).close();
  }

  /** The first byte says who sends the rest. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length < 2) {
      return;
    }
    byte[] line = new byte[input.length];
    for (int i = 1; i < input.length; i++) {
      line[i - 1] = input[i] == '\n' ? (byte) ' ' : input[i];
    }
    line[line.length - 1] = '\n';
    String text = new String(line, StandardCharsets.UTF_8).strip();
    State state = State.values()[(input[0] & 0xff) % State.values().length];
    if (!isAnsweredLateOrNever(text)) {
      exchange(state, line, text);
    }
  }

  private static void exchange(State state, byte[] line, String text) {
    TestConnection connection =
        CONNECTIONS.computeIfAbsent(state, Objects.requireNonNull(world)::open);
    connection.send(line);
    String answer = connection.answer();
    if (!answer.matches("(?s)(data:|error:)[^\n]*\n@([^@\\s]*@)?")
        || answer.contains("the command failed")
        || answer.contains("the storage failed")) {
      throw new AssertionError("to " + state + " " + text + ": " + answer);
    }
    // It has become somebody else's, or has been told to go.
    if (!answer.endsWith("\n" + state.prompt)
        || answer.contains("AT0013")
        || answer.contains("AT0401")) {
      forget(state);
    }
  }

  private static void forget(State state) {
    TestConnection connection = CONNECTIONS.remove(state);
    if (connection != null) {
      connection.close();
    }
  }

  /** What waits on purpose, has no answer, or blocks what the test itself needs. */
  private static boolean isAnsweredLateOrNever(String text) {
    String start = text.toLowerCase(Locale.ROOT);
    return start.equals("@exit")
        || start.startsWith("noop")
        || start.startsWith("monitor")
        || start.startsWith("enroll:request")
        || start.startsWith("pol")
        || start.contains("config:block")
        || start.contains("noop:");
  }
}
