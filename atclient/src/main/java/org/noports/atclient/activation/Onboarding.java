package org.noports.atclient.activation;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AlreadyActivated;
import org.noports.atclient.ConnectionLost;
import org.noports.atclient.DirectoryAddress;
import org.noports.atclient.KeysFileProblem;
import org.noports.atclient.ServerRefused;
import org.noports.atclient.ServerUnintelligible;
import org.noports.atclient.Timeouts;
import org.noports.atclient.TrustRoots;
import org.noports.atclient.connection.AtConnection;
import org.noports.atclient.connection.ClientIdentity;
import org.noports.atclient.connection.Login;
import org.noports.atclient.connection.NotSent;
import org.noports.atclient.keysfile.KeysFile;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.enrollment.FirstEnrollment;
import org.noports.protocol.enrollment.SealedKeys;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.verb.Delete;
import org.noports.protocol.verb.Enroll;
import org.noports.protocol.verb.Update;

/**
 * Activates an atSign with its CRAM secret (atclient.md 6.3). Until the keys are safe on disk the
 * secret stays valid, and after that another run finishes what is left: whatever moment a run is
 * broken off at, running it again leads to the end.
 *
 * <pre>
 * no file, no public key   enrol, log in, write the file
 * file, no public key      log in with the file, publish the key, give up the secret
 * public key               activated; refused
 * </pre>
 */
public final class Onboarding {
  /** For ever: what receivers keep of the public key does not refresh by itself (5.1). */
  private static final long FOR_EVER = -1;

  private final AtSign atSign;
  private final AnonymousAtServer server;
  private final Timeouts timeouts;
  private final Path keysFile;
  private final @Nullable String passphrase;
  private final SecureRandom random;

  private Onboarding(
      AtSign atSign,
      AnonymousAtServer server,
      Timeouts timeouts,
      Path keysFile,
      @Nullable String passphrase,
      SecureRandom random) {
    this.atSign = atSign;
    this.server = server;
    this.timeouts = timeouts;
    this.keysFile = keysFile;
    this.passphrase = passphrase;
    this.random = random;
  }

  /**
   * Activates the atSign and gives its keys, which are then in the file too. {@link
   * AlreadyActivated} when it is activated; {@link KeysFileProblem} when the file exists and is not
   * the left-over of a run that was broken off.
   */
  public static AtKeys onboard(
      AtSign atSign,
      String cramSecret,
      DirectoryAddress directory,
      TrustRoots trust,
      Path keysFile,
      @Nullable String passphrase) {
    Timeouts timeouts = Timeouts.DEFAULT;
    return new Onboarding(
            atSign,
            new AnonymousAtServer(atSign, directory, trust, timeouts),
            timeouts,
            keysFile,
            passphrase,
            new SecureRandom())
        .run(cramSecret);
  }

  /** As the other, without a passphrase. */
  public static AtKeys onboard(
      AtSign atSign,
      String cramSecret,
      DirectoryAddress directory,
      TrustRoots trust,
      Path keysFile) {
    return onboard(atSign, cramSecret, directory, trust, keysFile, null);
  }

  private AtKeys run(String cramSecret) {
    AtKeys leftOver = leftOver();
    if (leftOver == null) {
      KeysFile.requireWritable(keysFile);
    }
    NewKeys generated = leftOver == null ? new NewKeys(random) : null;
    AtKeys keys;
    try (AtConnection connection = server.connect("onboarding")) {
      if (server.publishedKey(connection) != null) {
        throw alreadyActivated(leftOver != null);
      }
      keys = generated == null ? leftOver : enrol(connection, cramSecret, generated);
    }
    if (keys == null) {
      throw new IllegalStateException("neither new keys nor old ones");
    }
    finish(keys, leftOver == null);
    return keys;
  }

  private @Nullable AtKeys leftOver() {
    return Files.exists(keysFile, LinkOption.NOFOLLOW_LINKS)
        ? KeysFile.read(keysFile, atSign, passphrase)
        : null;
  }

  private RuntimeException alreadyActivated(boolean fileExists) {
    return fileExists
        ? new KeysFileProblem(
            KeysFileProblem.Kind.EXISTS,
            "%s is activated already and its keys file %s exists; nothing was changed"
                .formatted(atSign, keysFile))
        : new AlreadyActivated(
            "%s is activated already; use its keys file, or enrol this machine from one that has it"
                .formatted(atSign));
  }

  private AtKeys enrol(AtConnection connection, String cramSecret, NewKeys generated) {
    try {
      Login.cram(connection, atSign, cramSecret, timeouts.request());
    } catch (NotSent e) {
      throw new ConnectionLost("the CRAM login did not take place: " + e.getMessage(), e);
    }
    SealedKeys sealed =
        SealedKeys.withIvs(
            generated.encryption().privateKey(),
            generated.selfKey(),
            generated.apkamSymmetricKey(),
            random);
    String answer;
    try {
      answer = request(connection, generated, sealed, FirstEnrollment.DEVICE_NAME);
    } catch (ServerRefused e) {
      if (!e.text().contains("Another enrollment")) {
        throw e;
      }
      // That of a run that ended before its keys were saved; nobody has them.
      String other = FirstEnrollment.DEVICE_NAME + "-" + ClientIdentity.uuid(random);
      answer = request(connection, generated, sealed, other);
    }
    return generated.of(atSign, enrollmentId(answer));
  }

  private String request(
      AtConnection connection, NewKeys generated, SealedKeys sealed, String deviceName) {
    JsonObject parameters =
        FirstEnrollment.request(
            FirstEnrollment.APP_NAME, deviceName, sealed, generated.pkam().publicKey());
    return server.request(connection, Enroll.of(Enroll.Operation.REQUEST, parameters));
  }

  private String enrollmentId(String answer) {
    try {
      JsonObject json = Json.parseObject(answer.strip());
      if (json.string("status").equals("approved")) {
        return json.string("enrollmentId");
      }
    } catch (ProtocolException e) {
      throw new ServerUnintelligible(
          "the atServer of %s did not answer the enrolment properly: %s"
              .formatted(atSign, e.getMessage()),
          e);
    }
    throw new ServerUnintelligible(
        "the atServer of %s did not approve its first enrolment; try again".formatted(atSign));
  }

  /** From the login with the new keys on; the file is on disk before the secret becomes useless. */
  private void finish(AtKeys keys, boolean writeFile) {
    try (AtConnection connection = server.connect("onboarding")) {
      Login.pkam(connection, keys, null, timeouts.request());
      if (writeFile) {
        KeysFile.write(keysFile, keys, passphrase, random);
      }
      Metadata metadata = Metadata.builder().ttr(FOR_EVER).isEncrypted(false).build();
      server.request(
          connection,
          Update.of(
              AtKey.publicKey("publickey", atSign),
              metadata,
              keys.encryption().publicKey().text()));
      server.request(
          connection, Delete.of(new AtKey(false, false, null, "privatekey:at_secret", null)));
    } catch (NotSent e) {
      throw new ConnectionLost(
          "the connection to the atServer of %s broke: %s; run the activation again to finish it"
              .formatted(atSign, e.getMessage()),
          e);
    }
  }
}
