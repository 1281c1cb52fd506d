package org.noports.atclient.activation;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.ConnectionLost;
import org.noports.atclient.DirectoryAddress;
import org.noports.atclient.LoginRefused;
import org.noports.atclient.NotActivated;
import org.noports.atclient.ServerUnintelligible;
import org.noports.atclient.Timeouts;
import org.noports.atclient.TrustRoots;
import org.noports.atclient.connection.AtConnection;
import org.noports.atclient.connection.Login;
import org.noports.atclient.connection.NotSent;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.enrollment.EnrollmentRequest;
import org.noports.protocol.enrollment.PickUp;
import org.noports.protocol.json.Json;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.verb.Enroll;
import org.noports.protocol.verb.Keys;

/**
 * The enrolment of a further program, as that program makes it (atclient.md 6.5): asked for with a
 * passcode, and picked up once somebody has approved it. For one thread.
 */
public final class FurtherEnrollment {
  /** Pending, and a key that the server does not know yet. */
  private static final Set<String> NOT_YET = Set.of("AT0026", "AT0401");

  private final AtSign atSign;
  private final AnonymousAtServer server;
  private final Timeouts timeouts;
  private final RsaKeyPair pkam;
  private final AesKey symmetricKey;
  private final RsaPublicKey published;
  private final String id;

  private FurtherEnrollment(
      AtSign atSign,
      AnonymousAtServer server,
      Timeouts timeouts,
      RsaKeyPair pkam,
      AesKey symmetricKey,
      RsaPublicKey published,
      String id) {
    this.atSign = atSign;
    this.server = server;
    this.timeouts = timeouts;
    this.pkam = pkam;
    this.symmetricKey = symmetricKey;
    this.published = published;
    this.id = id;
  }

  /**
   * What is asked for.
   *
   * @param namespaces namespace to {@code r} or {@code rw}
   * @param expiry zero for never
   */
  public record Wanted(
      String appName,
      String deviceName,
      SequencedMap<String, String> namespaces,
      String passcode,
      Duration expiry) {
    /** Without the passcode. */
    @Override
    public String toString() {
      return "Wanted[%s, %s, %s]".formatted(appName, deviceName, namespaces);
    }
  }

  /** Asks for it; {@link org.noports.atclient.ServerRefused} for a wrong passcode, for example. */
  public static FurtherEnrollment request(
      AtSign atSign, Wanted wanted, DirectoryAddress directory, TrustRoots trust) {
    SecureRandom random = new SecureRandom();
    Timeouts timeouts = Timeouts.DEFAULT;
    AnonymousAtServer server = new AnonymousAtServer(atSign, directory, trust, timeouts);
    RsaKeyPair pkam = RsaKeyPair.generate(random);
    AesKey symmetricKey = AesKey.random(random);
    try (AtConnection connection = server.connect("enrolment")) {
      String key = server.publishedKey(connection);
      if (key == null) {
        throw new NotActivated(
            "%s is not activated: nobody could approve an enrolment".formatted(atSign));
      }
      RsaPublicKey published = RsaPublicKey.fromText(key);
      EnrollmentRequest request =
          EnrollmentRequest.of(
              wanted.appName(),
              wanted.deviceName(),
              wanted.namespaces(),
              wanted.passcode(),
              symmetricKey,
              published,
              pkam.publicKey(),
              wanted.expiry());
      String answer =
          server.request(connection, Enroll.of(Enroll.Operation.REQUEST, request.toJson()));
      return new FurtherEnrollment(
          atSign,
          server,
          timeouts,
          pkam,
          symmetricKey,
          published,
          Json.parseObject(answer).string("enrollmentId"));
    } catch (ProtocolException e) {
      throw new ServerUnintelligible(
          "the atServer of %s did not take the enrolment properly: %s"
              .formatted(atSign, e.getMessage()),
          e);
    }
  }

  public String id() {
    return id;
  }

  /** The keys, once it is approved; null while it is not; {@link LoginRefused} when it never is. */
  public @Nullable AtKeys pickUp() {
    // Only what logs in counts here: the others are what is to be picked up.
    AtKeys forLogin = new AtKeys(atSign, pkam, pkam, symmetricKey, symmetricKey, id);
    try (AtConnection connection = server.connect("enrolment")) {
      Login.pkam(connection, forLogin, null, timeouts.request());
      RsaKeyPair encryption =
          PickUp.encryptionPair(
              get(connection, PickUp.privateKeyName(id, atSign)), symmetricKey, published);
      AesKey selfKey =
          PickUp.selfKey(get(connection, PickUp.selfKeyName(id, atSign)), symmetricKey);
      return new AtKeys(atSign, pkam, encryption, selfKey, symmetricKey, id);
    } catch (LoginRefused e) {
      if (NOT_YET.contains(e.code())) {
        return null;
      }
      throw e;
    } catch (NotSent e) {
      throw new ConnectionLost(
          "the connection to the atServer of %s broke: %s".formatted(atSign, e.getMessage()), e);
    } catch (ProtocolException e) {
      throw new ServerUnintelligible(
          "the keys that were approved for %s cannot be opened: %s; enrol anew"
              .formatted(atSign, e.getMessage()),
          e);
    }
  }

  private String get(AtConnection connection, String name) {
    return server.request(connection, Keys.getByName(name));
  }
}
