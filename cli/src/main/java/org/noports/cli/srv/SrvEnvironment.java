package org.noports.cli.srv;

import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.Terminal;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.Iv;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.relay.RelaySide;
import org.noports.protocol.session.SessionKeys;
import org.noports.tunnel.rendezvous.EscrCredential;
import org.noports.tunnel.rendezvous.PayloadCredential;
import org.noports.tunnel.rendezvous.RelayCredential;
import org.noports.tunnel.rendezvous.StreamKeys;

/**
 * What a parent hands to {@code srv} by environment variables, because command lines are for all to
 * see (sessions.md 4.1). Values never stand in a message.
 */
final class SrvEnvironment {
  private static final String ESCR = "REMOTE_AUTH_ESCR_";
  private static final String ESCR_OPTION = "--relay-auth-mode escr";
  private static final String E2EE_OPTION = "--rv-e2ee";

  private final Terminal terminal;

  SrvEnvironment(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The line every connection of this side begins with. */
  RelayCredential payload(String option) {
    String line = required(option, "RV_AUTH");
    if (line.chars().anyMatch(Character::isISOControl)) {
      throw new UsageProblem("RV_AUTH is not one line");
    }
    return new PayloadCredential(line);
  }

  /** What answers the relay's challenges. */
  RelayCredential escr(SecureRandom random) {
    String side = required(ESCR_OPTION, ESCR + "IS_SIDE_A");
    if (!side.equals("true") && !side.equals("false")) {
      throw new UsageProblem(ESCR + "IS_SIDE_A is neither true nor false");
    }
    String algorithm = terminal.variable(ESCR + "SIGNING_ALGO");
    if (algorithm != null && !algorithm.equals("rsa2048")) {
      throw new UsageProblem(ESCR + "SIGNING_ALGO is not rsa2048, the only one srv can sign with");
    }
    return new EscrCredential(
        read(ESCR_OPTION, ESCR + "SESSION_ID", SessionId::of),
        side.equals("true") ? RelaySide.A : RelaySide.B,
        new RsaKeyPair(
            read(ESCR_OPTION, ESCR + "SIGNING_PUBKEY", RsaPublicKey::fromAnyForm),
            read(ESCR_OPTION, ESCR + "SIGNING_PRIVKEY", RsaPrivateKey::fromAnyForm)),
        read(ESCR_OPTION, ESCR + "PUB_KEY_URI", SigningKeyUri::parse),
        read(ESCR_OPTION, ESCR + "AES_KEY", AesKey::fromBase64),
        random);
  }

  /** Twin keys, or the one key of parents before 6.6. */
  StreamKeys keys() {
    if (terminal.variable("RV_AES_C2D") == null) {
      return new StreamKeys.CounterMode(SessionKeys.one(key("RV_AES"), iv("RV_IV")));
    }
    AesKey key = key("RV_AES_C2D");
    Iv iv = iv("RV_IV_C2D");
    if (terminal.variable("RV_AES_D2C") == null && terminal.variable("RV_IV_D2C") == null) {
      return new StreamKeys.CounterMode(SessionKeys.one(key, iv));
    }
    return new StreamKeys.CounterMode(
        new SessionKeys(key, iv, key("RV_AES_D2C"), iv("RV_IV_D2C"), true));
  }

  private AesKey key(String name) {
    return read(E2EE_OPTION, name, AesKey::fromBase64);
  }

  private Iv iv(String name) {
    return read(E2EE_OPTION, name, Iv::fromBase64);
  }

  private interface Reader<T> {
    T read(String text);
  }

  private <T> T read(String option, String name, Reader<T> reader) {
    String text = required(option, name);
    try {
      return reader.read(text);
    } catch (ProtocolException e) {
      // The parsers' messages say what is wrong and never repeat the value.
      throw new UsageProblem(name + " cannot be used: " + e.getMessage(), e);
    }
  }

  private String required(String option, String name) {
    @Nullable String value = terminal.variable(name);
    if (value == null) {
      throw new UsageProblem(option + " required, but " + name + " is not in environment");
    }
    return value;
  }
}
