package org.noports.atserver.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.noports.atserver.AtServerHost;
import org.noports.atserver.Limits;
import org.noports.atserver.TestConnection;
import org.noports.atserver.TestParty;
import org.noports.atserver.TestStorage;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.keys.AtKeysDocument;
import org.noports.protocol.name.AtSign;

/** The three atSigns of the recordings with their recorded keys, and what they had stored. */
final class RecordedServers implements AutoCloseable {
  /** The id alice's enrollment had when the dialogues were recorded. */
  static final String RECORDED_ENROLLMENT = "b747f7bd-30c8-426e-8be5-ba36cbb3ba3b";

  /** Stands for a key encrypted by RSA, of the length such a one has. */
  private static final String CIPHER = "A".repeat(342) + "==";

  private final AtServerHost host;
  private final TestParty alice;
  private final TestParty bob;

  RecordedServers(Path directory) {
    this(directory, Limits.DEFAULTS);
  }

  RecordedServers(Path directory, Limits limits) {
    host = AtServerHost.start(TestStorage.config(directory).withLimits(limits));
    alice = activate("@alice");
    bob = activate("@bob");
    TestParty rv = activate("@rv");
    try (TestConnection connection = alice.login()) {
      connection.data(
          "update:ttr:3888000:ccd:false:isEncrypted:false:@bob:shared_key@alice " + CIPHER);
      connection.data("update:shared_key.bob@alice " + CIPHER);
      connection.data("update:@bob:greet.test@alice v1");
      connection.data("update:@bob:j25.test@alice v2");
      connection.data("update:@bob:test.java@alice v3");
      connection.data("update:@rv:shared_key@alice " + CIPHER);
      connection.data("update:shared_key.rv@alice " + CIPHER);
      connection.data("plookup:publickey@bob");
      connection.data("plookup:publickey@rv");
    }
    try (TestConnection connection = bob.login()) {
      connection.data(
          "update:ttr:3888000:ccd:false:isEncrypted:false:@alice:shared_key@bob " + CIPHER);
      connection.data("update:@alice:device_info.cdev.sshnp@bob x");
    }
    try (TestConnection connection = rv.login()) {
      connection.data("update:ttr:3888000:@alice:shared_key@rv " + CIPHER);
    }
  }

  private TestParty activate(String atSign) {
    Path file =
        Path.of(
            Objects.requireNonNull(System.getProperty("noports.root")),
            "docs/spec/recordings/keys",
            atSign + "_key.atKeys");
    try {
      AtKeys keys = AtKeysDocument.parse(AtSign.of(atSign), Files.readString(file), null);
      return TestParty.activate(host, atSign, keys.pkam(), keys.encryption().publicKey().text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TestParty alice() {
    return alice;
  }

  TestParty bob() {
    return bob;
  }

  /** A connection in the state a case begins in. */
  TestConnection in(String state) {
    return switch (state) {
      case "anonymous" -> alice.connect();
      case "pkam-alice" -> alice.login();
      case "pkam-alice-json-errors" -> alice.login(":clientConfig:{\"version\":\"3.0.57\"}");
      case "pol-bob" -> bob.polAt(alice);
      default -> throw new AssertionError("unknown state " + state);
    };
  }

  @Override
  public void close() {
    host.close();
  }
}
