package org.noports.atserver.peer;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;

/**
 * The answer to {@code from} that asks for a proof (atprotocol.md 4.2): {@code
 * proof:_<session>@caller:<challenge>}.
 *
 * @param session the verifier's session id with its underscore
 * @param text what is to be signed
 */
record Challenge(String session, String text) {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Pattern ANSWER =
      Pattern.compile("proof:(?<session>_[0-9a-zA-Z_-]{1,64})(?<caller>@[^:@\\s]+):(?<text>\\S+)");
  private static final String BOUND = "pol1.";
  private static final int LONGEST = 4_096;

  /**
   * Reads the answer and refuses every challenge that was not made for this caller by this
   * verifier: what is signed here would be accepted elsewhere, too, where a stranger shows it.
   *
   * @throws HandshakeRefused when it is not to be signed
   */
  static Challenge read(String answer, AtSign caller, AtSign verifier) throws HandshakeRefused {
    if (answer.length() > LONGEST) {
      throw new HandshakeRefused("its challenge is too long");
    }
    Matcher matcher = ANSWER.matcher(answer.strip());
    if (!matcher.matches() || !caller.text().equals(matcher.group("caller"))) {
      throw new HandshakeRefused("its answer to from is no challenge for " + caller);
    }
    String text = matcher.group("text");
    if (text.startsWith(BOUND)) {
      checkBound(text.substring(BOUND.length()), verifier);
    } else if (!UUID.matcher(text).matches()) {
      throw new HandshakeRefused("its challenge is neither a UUID nor bound to it");
    }
    return new Challenge(matcher.group("session"), text);
  }

  private static void checkBound(String encoded, AtSign verifier) throws HandshakeRefused {
    JsonObject bound;
    String named;
    try {
      byte[] json = Base64.getUrlDecoder().decode(encoded);
      bound = Json.parseObject(new String(json, StandardCharsets.UTF_8));
      named = bound.string("v");
      if (bound.string("n").isEmpty()) {
        throw new HandshakeRefused("its challenge has an empty nonce");
      }
    } catch (IllegalArgumentException | ProtocolException e) {
      throw new HandshakeRefused("its bound challenge can't be read");
    }
    if (!named.equals(verifier.text())) {
      throw new HandshakeRefused("its challenge was made by another atSign than " + verifier);
    }
    if (bound.get("alg") != null) {
      throw new HandshakeRefused("its challenge asks for an algorithm that was not offered");
    }
  }
}
