package org.noports.protocol.relay;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;

/**
 * The relay's answer, message #4 (sessions.md 1.4), in either of its forms.
 *
 * @param portA where the client connects
 * @param portB where the daemon connects
 * @param rvdNonce null only from relays that authenticate neither side
 * @param takesDataWithProof whether a side may send data behind its answer to a challenge at once
 *     (docs/extensions/early-answers.md)
 */
public record PortAnswer(
    String host,
    int portA,
    int portB,
    @Nullable Nonce rvdNonce,
    boolean supportsEventLogging,
    boolean autoDetectsRelayAuth,
    boolean takesDataWithProof) {

  private static final int MAX_LENGTH = 4096;

  public PortAnswer {
    RelayFields.host(host, "the relay's address");
    RelayFields.port(portA, "portA");
    RelayFields.port(portB, "portB");
  }

  /**
   * Reads either form, which the first byte tells apart.
   *
   * @param authenticating whether a side of the session authenticates: then the relay's nonce must
   *     be there
   */
  public static PortAnswer parse(String value, boolean authenticating) {
    if (value.length() > MAX_LENGTH) {
      throw new ProtocolException(ErrorCode.AT0005, "the relay's answer is too long");
    }
    PortAnswer answer = value.startsWith("{") ? fromJson(value) : fromCsv(value);
    if (authenticating && answer.rvdNonce == null) {
      throw new ProtocolException(ErrorCode.AT0022, "the relay's answer has no rvdNonce");
    }
    return answer;
  }

  private static PortAnswer fromJson(String value) {
    JsonObject json = Json.parseObject(value);
    return new PortAnswer(
        json.string("address"),
        RelayFields.port(json, "portA"),
        RelayFields.port(json, "portB"),
        RelayFields.optNonce(json, "rvdNonce"),
        RelayFields.flag(json, "supportsEventLogging"),
        RelayFields.flag(json, "autoDetectsRelayAuth"),
        RelayFields.flag(json, "takesDataWithProof"));
  }

  private static PortAnswer fromCsv(String value) {
    List<String> fields = List.of(value.strip().split(",", -1));
    if (fields.size() != 3 && fields.size() != 4) {
      throw new ProtocolException(
          ErrorCode.AT0022, "the relay's answer has not three or four fields");
    }
    // A relay that was asked by a version 4 client writes the text "null".
    boolean hasNonce = fields.size() == 4 && !fields.get(3).equals("null");
    return new PortAnswer(
        fields.get(0).strip(),
        csvPort(fields.get(1), "portA"),
        csvPort(fields.get(2), "portB"),
        hasNonce ? Nonce.of(fields.get(3).strip()) : null,
        false,
        false,
        false);
  }

  private static int csvPort(String field, String name) {
    String digits = field.strip();
    if (digits.isEmpty()
        || digits.length() > 5
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new ProtocolException(ErrorCode.AT0022, name + " is not a port from 1 to 65535");
    }
    return RelayFields.port(Long.parseLong(digits), name);
  }

  /** The comma-separated form for clients that did not ask for JSON. */
  public String toCsv() {
    return host + "," + portA + "," + portB + "," + (rvdNonce == null ? "null" : rvdNonce.text());
  }

  public JsonObject toJson() {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("address", host)
            .put("portA", portA)
            .put("portB", portB)
            .put("rvdNonce", rvdNonce == null ? null : rvdNonce.text())
            .put("supportsEventLogging", supportsEventLogging)
            .put("autoDetectsRelayAuth", autoDetectsRelayAuth);
    if (takesDataWithProof) {
      json.put("takesDataWithProof", true);
    }
    return json.build();
  }
}
