package org.noports.atserver;

import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.noports.protocol.crypto.Digests;
import org.noports.protocol.crypto.HashAlgorithm;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;

/**
 * An atSign with its keys as a client has them, made usable on a host by the real activation: cram,
 * enrollment, pkam (atprotocol.md 7.3).
 */
public final class TestParty {
  private static final String SECRET = "c".repeat(128);

  private final AtSign atSign;
  private final RsaKeyPair pkam;
  private final String publicKey;
  private final HostPort address;
  private final Path caFile;
  private final InetAddress machine;
  private String enrollmentId = "";

  private TestParty(
      AtSign atSign,
      RsaKeyPair pkam,
      String publicKey,
      HostPort address,
      Path caFile,
      InetAddress machine) {
    this.atSign = atSign;
    this.pkam = pkam;
    this.publicKey = publicKey;
    this.address = address;
    this.caFile = caFile;
    this.machine = machine;
  }

  /** The same atSign, reached at another machine that serves it. */
  public TestParty at(InetAddress other) {
    TestParty there = new TestParty(atSign, pkam, publicKey, address, caFile, other);
    there.enrollmentId = enrollmentId;
    return there;
  }

  /** Activates an atSign with new keys. */
  public static TestParty activate(AtServerHost host, String atSign) {
    return activate(
        host, atSign, RsaKeyPair.generate(new SecureRandom()), "MIIBpublickeyof" + atSign);
  }

  /** Activates an atSign with these keys. */
  public static TestParty activate(
      AtServerHost host, String atSign, RsaKeyPair pkam, String publicKey) {
    AtSign name = AtSign.of(atSign);
    HostPort address = host.addAtSign(name, SECRET);
    TestParty party =
        new TestParty(
            name, pkam, publicKey, address, host.caFile(), InetAddress.getLoopbackAddress());
    party.onboard();
    return party;
  }

  private void onboard() {
    try (TestConnection connection = cram()) {
      connection.data("update:privatekey:at_pkam_publickey " + pkam.publicKey().text());
      JsonObject answer =
          Json.parseObject(
              connection.data(
                  "enroll:request:"
                      + JsonObject.builder()
                          .put("appName", "firstApp")
                          .put("deviceName", "firstDevice")
                          .put("encryptedDefaultEncryptionPrivateKey", "d3JhcHBlZDE=")
                          .put("encryptedDefaultSelfEncryptionKey", "d3JhcHBlZDI=")
                          .put("apkamPublicKey", pkam.publicKey().text())
                          .build()
                          .canonical()));
      enrollmentId = answer.string("enrollmentId");
    }
    try (TestConnection connection = login()) {
      connection.data("update:public:publickey" + atSign + " " + publicKey);
      connection.data("delete:privatekey:at_secret");
    }
  }

  public AtSign atSign() {
    return atSign;
  }

  public String enrollmentId() {
    return enrollmentId;
  }

  public RsaKeyPair pkam() {
    return pkam;
  }

  /** A connection past its greeting. */
  public TestConnection connect() {
    TestConnection connection = TestConnection.open(machine, address, caFile);
    String greeting = connection.answer();
    if (!greeting.equals("@")) {
      throw new AssertionError("greeting: " + greeting);
    }
    return connection;
  }

  /** A connection past its greeting, for which these application protocols were offered. */
  public TestConnection connectOffering(String... protocols) {
    TestConnection connection = TestConnection.offering(address, caFile, protocols);
    String greeting = connection.answer();
    if (!greeting.equals("@")) {
      throw new AssertionError("greeting: " + greeting);
    }
    return connection;
  }

  /** The command that answers a challenge. */
  public String pkamFor(String challenge) {
    return "pkam:enrollmentId:"
        + enrollmentId
        + ":"
        + pkam.privateKey().sign(challenge, HashAlgorithm.SHA256);
  }

  /** A connection logged in by the activation secret. */
  public TestConnection cram() {
    TestConnection connection = connect();
    String challenge = connection.data("from:" + atSign);
    requireSuccess(connection.ask("cram:" + Digests.cram(SECRET, challenge)));
    return connection;
  }

  /** A connection logged in by pkam with the first enrollment. */
  public TestConnection login() {
    return login("");
  }

  /** The same after announcing a client configuration. */
  public TestConnection login(String clientConfig) {
    TestConnection connection = connect();
    String challenge = connection.data("from:" + atSign + clientConfig);
    requireSuccess(connection.ask(pkamFor(challenge)));
    return connection;
  }

  /** A connection to another party's server, past {@code pol} as this atSign. */
  public TestConnection polAt(TestParty other) {
    TestConnection connection = other.connect();
    leaveProof(connection.data("from:" + atSign), signingKey());
    String answer = connection.ask("pol");
    if (!answer.equals(atSign + "@")) {
      throw new AssertionError("pol: " + answer);
    }
    return connection;
  }

  /** The key this atSign's server proves itself with. */
  public RsaPrivateKey signingKey() {
    String command = "llookup:" + atSign + ":signing_privatekey" + atSign;
    try (TestConnection own = login()) {
      // The server makes it beside everything else after the atSign was added.
      await().until(() -> own.ask(command).startsWith("data:"));
      return RsaPrivateKey.fromText(own.data(command));
    }
  }

  /** Signs {@code proof:_S@x:challenge} and leaves the signature where the verifier looks. */
  public void leaveProof(String proof, RsaPrivateKey key) {
    String[] parts = proof.split(":", -1);
    try (TestConnection own = login()) {
      own.data(
          "update:ttl:60000:public:" + parts[1] + " " + key.sign(parts[2], HashAlgorithm.SHA256));
    }
  }

  private static void requireSuccess(String answer) {
    if (!answer.startsWith("data:success\n")) {
      throw new AssertionError("login: " + answer);
    }
  }
}
