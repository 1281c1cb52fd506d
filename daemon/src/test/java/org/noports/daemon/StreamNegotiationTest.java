package org.noports.daemon;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.noports.fixtures.ListeningRelay;
import org.noports.protocol.envelope.SignedEnvelope;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.session.NptRequest;
import org.noports.protocol.session.PermitOpen;
import org.noports.protocol.session.RelayRendezvous;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.session.SessionAnswer;
import org.noports.protocol.session.SessionKeys;
import org.noports.protocol.tunnel.AeadKeys;
import org.noports.protocol.tunnel.AeadRecord;
import org.noports.protocol.tunnel.AeadRecordReader;
import org.noports.protocol.tunnel.AeadRecordType;
import org.noports.protocol.tunnel.ConnectionId;

/** Authenticated streams as the daemon agrees to them (sessions.md 8.3). */
class StreamNegotiationTest {
  private static final AtSign ALICE = AtSign.of("@alice");
  private static final AtSign BOB = AtSign.of("@bob");
  private static final DeviceName DEVICE = DeviceName.of("box");
  private static final ServiceAddress WEB = ServiceAddress.of("localhost", 8080);

  private final PostOffice office = new PostOffice();
  private ScriptedClient alice;
  private ListeningRelay relay;
  private Daemon daemon;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    alice = new ScriptedClient(office, ALICE, BOB, DEVICE);
    relay = new ListeningRelay();
    daemon = start(false);
  }

  @AfterEach
  void stop() throws IOException {
    daemon.close();
    relay.close();
    alice.close();
  }

  private Daemon start(boolean requireAead) throws InterruptedException {
    return Daemon.start(
        DaemonConfig.builder(DEVICE, List.of(ALICE))
            .permitOpen(PermitOpen.parse("localhost:8080"))
            .requireAead(requireAead)
            .build(),
        office.edge(BOB),
        (InstantSource) () -> office.now,
        ScriptedClient.RANDOM);
  }

  private NptRequest request(boolean encrypt, boolean twin, List<String> ciphers) {
    RelayRendezvous plain = ScriptedClient.rendezvous(true, encrypt);
    RelayRendezvous offering =
        new RelayRendezvous(
            true,
            plain.relayAuthMode(),
            null,
            plain.clientNonce(),
            plain.rvdNonce(),
            encrypt,
            plain.ephemeralKey(),
            twin,
            plain.relayAtSign(),
            List.of(),
            ciphers);
    return new NptRequest(
        SessionId.random(ScriptedClient.RANDOM),
        "127.0.0.1",
        relay.port(),
        WEB,
        offering,
        Duration.ofSeconds(30));
  }

  private JsonObject answer(NptRequest request) throws InterruptedException {
    alice.send(request);
    return SignedEnvelope.parse(alice.answer()).verified(PostOffice.keys(BOB).publicKey());
  }

  @Test
  void anOfferIsTakenBoundToTheRequestAndSpokenAtOnce() throws Exception {
    NptRequest request = request(true, true, List.of("np-aead-9", "np-aead-1"));
    String asked = request.toJson().canonical();
    JsonObject payload = answer(request);
    assertThat(payload.members().keySet())
        .containsExactly(
            "status",
            "sessionId",
            "aesKeyC2D",
            "ivC2D",
            "aesKeyD2C",
            "ivD2C",
            "eventLoggingConfig",
            "streamCipher",
            "reqHash");
    assertThat(payload.string("streamCipher")).isEqualTo("np-aead-1");
    assertThat(payload.string("reqHash")).isEqualTo(AeadKeys.requestHash(asked));

    SessionKeys keys =
        requireNonNull(SessionAnswer.from(payload).keys())
            .unwrap(ScriptedClient.EPHEMERAL.privateKey());
    AeadKeys aead = AeadKeys.derive(keys, asked, payload.canonical());
    Socket control = relay.next();
    assertThat(ListeningRelay.firstLine(control)).startsWith("{");
    assertThat(firstRecord(control, aead)).isEqualTo(AeadRecordType.HELLO);
  }

  private static AeadRecordType firstRecord(Socket control, AeadKeys keys) throws IOException {
    AeadRecordReader reader =
        new AeadRecordReader(keys.daemonToClient(ConnectionId.CONTROL), ConnectionId.CONTROL);
    InputStream in = control.getInputStream();
    byte[] plain = new byte[AeadRecord.MAX_PLAIN];
    AeadRecordType type = null;
    while (type == null) {
      reader.add(ByteBuffer.wrap(in.readNBytes(reader.missing())));
      type = reader.next(plain);
    }
    return type;
  }

  @Test
  void whoOffersNothingWeKnowGetsWhatItUnderstands() throws Exception {
    for (List<String> ciphers : List.of(List.<String>of(), List.of("np-aead-9"))) {
      SessionAnswer twin = SessionAnswer.from(answer(request(true, true, ciphers)));
      assertThat(twin.streamCipher()).isNull();
      assertThat(twin.reqHash()).isNull();
      assertThat(requireNonNull(twin.keys()).twin()).isTrue();
    }
    SessionAnswer one = SessionAnswer.from(answer(request(true, false, List.of("np-aead-1"))));
    assertThat(one.streamCipher()).isNull();
    assertThat(requireNonNull(one.keys()).twin()).isFalse();
    SessionAnswer clear = SessionAnswer.from(answer(request(false, true, List.of("np-aead-1"))));
    assertThat(clear.streamCipher()).isNull();
    assertThat(clear.keys()).isNull();
  }

  @Test
  void aDaemonThatRequiresItRefusesEverythingElseInWordsAndDialsNobody() throws Exception {
    daemon.close();
    daemon = start(true);
    for (NptRequest request :
        List.of(
            request(true, true, List.of()),
            request(true, false, List.of("np-aead-1")),
            request(false, true, List.of("np-aead-1")))) {
      alice.send(request);
      assertThat(alice.answer()).isEqualTo("This daemon requires np-aead-1");
    }
    assertThat(relay.connections).isEmpty();
    assertThat(answer(request(true, true, List.of("np-aead-1"))).string("streamCipher"))
        .isEqualTo("np-aead-1");
  }
}
