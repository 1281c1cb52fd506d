package org.noports.system;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.noports.atclient.AtClient;
import org.noports.atclient.AtClientConfig;
import org.noports.atclient.DirectoryAddress;
import org.noports.atclient.NotifyOptions;
import org.noports.atclient.ReceivedNotification;
import org.noports.atclient.Subscription;
import org.noports.atclient.TrustRoots;
import org.noports.atclient.keysfile.KeysFile;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.relay.Nonce;
import org.noports.protocol.relay.PayloadAuthLine;
import org.noports.protocol.relay.PortAnswer;
import org.noports.protocol.relay.PortRequest;
import org.noports.protocol.session.MessageName;

/**
 * Client and device of sessions at a running relay, played by the test: it asks the relay for ports
 * as a client does, over the private system's atServers, and is both sides at them. So a session
 * costs a few milliseconds instead of two programs. For one thread, but for {@link #use}.
 */
final class BothSides implements AutoCloseable {
  static final AtSign CLIENT = AtSign.of("@client");
  static final AtSign DEVICE = AtSign.of("@device");
  private static final AtSign RELAY = AtSign.of("@relay");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final AtClient client;
  private final Subscription answers;
  private final RsaPrivateKey clientKey;
  private final RsaPrivateKey deviceKey;

  private BothSides(AtClient client, AtKeys clientKeys, AtKeys deviceKeys) {
    this.client = client;
    this.answers = client.subscribe(MessageName.toRelay());
    this.clientKey = clientKeys.encryption().privateKey();
    this.deviceKey = deviceKeys.encryption().privateKey();
  }

  static BothSides of(PrivateSystem system) throws Exception {
    AtClient client = edge(system, CLIENT);
    BothSides sides = new BothSides(client, client.keys(), keys(system, DEVICE));
    client.awaitMonitoring(LIMIT);
    return sides;
  }

  /** An atSign of the system, logged in. */
  static AtClient edge(PrivateSystem system, AtSign atSign) throws Exception {
    DirectoryAddress directory = DirectoryAddress.parse(setting(system, "NOPORTS_ROOT"));
    TrustRoots trust = TrustRoots.platformAnd(Path.of(setting(system, "NOPORTS_CA")));
    return AtClient.open(AtClientConfig.of(keys(system, atSign), directory, trust));
  }

  static AtKeys keys(PrivateSystem system, AtSign atSign) {
    return KeysFile.read(system.keysFile(atSign.text()), atSign, null);
  }

  private static String setting(PrivateSystem system, String name) throws IOException {
    String env = Files.readString(system.directory().resolve("env"));
    Matcher line = Pattern.compile("(?m)^export " + name + "=['\"]?([^'\"\n]*)").matcher(env);
    assertThat(line.find()).as(name + " in " + env).isTrue();
    return line.group(1);
  }

  /** A session that the relay has ports for. */
  record Session(SessionId id, Nonce clientNonce, PortAnswer answer) {}

  /** So many that are asked for at once. */
  List<Session> open(int count) throws InterruptedException {
    return open(count, request -> request);
  }

  /** The same with requests other than usual. */
  List<Session> open(int count, UnaryOperator<PortRequest.Builder> change)
      throws InterruptedException {
    Map<SessionId, Nonce> asked = new HashMap<>();
    for (int i = 0; i < count; i++) {
      SessionId id = SessionId.random(RANDOM);
      Nonce nonce = Nonce.random(RANDOM);
      asked.put(id, nonce);
      PortRequest request = change.apply(PortRequest.of(id, CLIENT, DEVICE, nonce)).build();
      client.notify(
          MessageName.portRequest(RELAY, DeviceName.of("my_device"), CLIENT),
          request.toJson().canonical(),
          NotifyOptions.DEFAULT);
    }
    List<Session> open = new ArrayList<>();
    while (open.size() < count) {
      ReceivedNotification received =
          requireNonNull(answers.poll(LIMIT), open.size() + " answers of " + count);
      SessionId id = SessionId.of(received.key().name().split("\\.", -1)[0]);
      Nonce nonce = asked.remove(id);
      if (nonce != null) {
        open.add(new Session(id, nonce, PortAnswer.parse(String.valueOf(received.value()), true)));
      }
    }
    return open;
  }

  /** Both sides come, say something, hear the other, and go. Any thread. */
  void use(Session session) throws IOException {
    try (Socket a = enter(session, session.answer().portA(), clientKey);
        Socket b = enter(session, session.answer().portB(), deviceKey)) {
      say(a, "there");
      assertThat(hear(b, 5)).isEqualTo("there");
      say(b, "back");
      assertThat(hear(a, 4)).isEqualTo("back");
    }
  }

  private static Socket enter(Session session, int port, RsaPrivateKey key) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) LIMIT.toMillis());
    Nonce nonce = requireNonNull(session.answer().rvdNonce());
    say(socket, PayloadAuthLine.line(session.id(), session.clientNonce(), nonce, key) + "\n");
    return socket;
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String hear(Socket socket, int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    answers.close();
    client.close();
  }
}
