package org.noports.atclient.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.LoginRefused;
import org.noports.atclient.ServerUnintelligible;
import org.noports.protocol.crypto.Digests;
import org.noports.protocol.crypto.HashAlgorithm;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.verb.Command;
import org.noports.protocol.verb.Cram;
import org.noports.protocol.verb.From;
import org.noports.protocol.verb.Pkam;
import org.noports.protocol.wire.NetworkText;
import org.noports.protocol.wire.ServerLine;

/** The two logins of a client: PKAM always, CRAM once (atclient.md 4.4, 4.5). */
public final class Login {
  /**
   * What a challenge looks like after the atSign is cut out. Nothing else is signed: the same key
   * signs other things elsewhere.
   */
  private static final Pattern CHALLENGE_PART = Pattern.compile("[\\w-]{1,64}");

  private Login() {}

  /** The server's challenge is not the one that both ends were to know already. */
  static final class NotBound extends Exception {
    private static final long serialVersionUID = 1L;

    NotBound(ServerAddress address) {
      super("the server at " + address + " did not bind its challenge to the connection");
    }
  }

  /**
   * Logs in with the keys, and asks more behind the login without waiting for it, if the server
   * takes that (docs/extensions/prompt-logins.md).
   *
   * @return the answers to what was asked more; null when nothing was
   */
  static @Nullable List<CompletableFuture<ServerLine>> pkam(
      AtConnection connection,
      AtKeys keys,
      @Nullable JsonObject clientConfig,
      Duration limit,
      List<Command> behind)
      throws NotSent, NotBound {
    String challenge = connection.boundChallenge();
    if (challenge == null) {
      pkam(connection, keys, clientConfig, limit);
      return null;
    }
    List<Command> all = new ArrayList<>();
    all.add(new From(keys.atSign(), clientConfig));
    all.add(proof(keys, challenge));
    all.addAll(behind);
    List<CompletableFuture<ServerLine>> answers = connection.ask(all, limit);
    ServerLine from = connection.await(answers.getFirst(), "from", limit);
    if (!Answers.data(from, connection, keys.atSign(), "from").strip().equals(challenge)) {
      throw new NotBound(connection.address());
    }
    expectSuccess(
        connection.await(answers.get(1), "pkam", limit), connection, keys.atSign(), "keys");
    return answers.subList(2, answers.size());
  }

  private static Command proof(AtKeys keys, String challenge) {
    String signature = keys.pkam().privateKey().sign(challenge, HashAlgorithm.SHA256);
    return new Pkam("rsa2048", "sha256", keys.enrollmentId(), signature);
  }

  /** Logs in with the keys; {@link LoginRefused} when the server does not want them. */
  public static void pkam(
      AtConnection connection, AtKeys keys, @Nullable JsonObject clientConfig, Duration limit)
      throws NotSent {
    String challenge = challenge(connection, keys.atSign(), clientConfig, limit);
    expectSuccess(
        connection.request(proof(keys, challenge), limit), connection, keys.atSign(), "keys");
  }

  /** Logs in with the secret of an atSign that is not activated yet. */
  public static void cram(AtConnection connection, AtSign atSign, String secret, Duration limit)
      throws NotSent {
    String challenge = challenge(connection, atSign, null, limit);
    Command cram = new Cram(Digests.cram(secret, challenge));
    expectSuccess(connection.request(cram, limit), connection, atSign, "CRAM secret");
  }

  private static String challenge(
      AtConnection connection, AtSign atSign, @Nullable JsonObject clientConfig, Duration limit)
      throws NotSent {
    ServerLine answer = connection.request(new From(atSign, clientConfig), limit);
    String challenge = Answers.data(answer, connection, atSign, "from").strip();
    int middle = challenge.indexOf(atSign.text() + ":");
    boolean wellFormed =
        challenge.startsWith("_")
            && middle > 0
            && CHALLENGE_PART.matcher(challenge.substring(1, middle)).matches()
            && CHALLENGE_PART
                .matcher(challenge.substring(middle + atSign.text().length() + 1))
                .matches();
    if (!wellFormed) {
      throw new ServerUnintelligible(
          "the atServer of %s at %s gave no proper login challenge but '%s'; nothing was signed"
              .formatted(atSign, connection.address(), NetworkText.escaped(challenge)));
    }
    return challenge;
  }

  private static void expectSuccess(
      ServerLine answer, AtConnection connection, AtSign atSign, String proof) {
    switch (answer) {
      case ServerLine.Data data when data.payload().strip().equals("success") -> {}
      case ServerLine.Failure failure ->
          throw new LoginRefused(
              failure.rawCode(),
              "the atServer of %s at %s refused the login with the %s: %s (%s: %s)"
                  .formatted(
                      atSign,
                      connection.address(),
                      proof,
                      advice(failure.rawCode(), proof),
                      NetworkText.escaped(failure.rawCode()),
                      NetworkText.escaped(failure.message())));
      default ->
          throw new ServerUnintelligible(
              "the atServer of %s at %s gave no proper answer to the login"
                  .formatted(atSign, connection.address()));
    }
  }

  private static String advice(String code, String proof) {
    return switch (code) {
      case "AT0025" -> "this enrolment was denied; enrol again";
      case "AT0026" -> "this enrolment still waits for approval";
      case "AT0027" -> "this enrolment was revoked; enrol again";
      case "AT0028", "AT0029" -> "this enrolment has expired or is unknown; enrol again";
      case "AT0015" -> "the atSign is not activated; onboard it first";
      default -> "the " + proof + " are not this atSign's, or it was activated again since";
    };
  }
}
