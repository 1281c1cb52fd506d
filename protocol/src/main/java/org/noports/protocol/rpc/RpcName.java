package org.noports.protocol.rpc;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;

/**
 * The keys of one RPC domain (atclient.md 8): {@code <type>.<id>.<domain>.__rpcs.<base>}. Pure.
 *
 * @param domain for example {@code auth_checks}
 * @param base the base namespace, for example {@code sshnp}
 */
public record RpcName(String domain, String base) {
  private static final Pattern FORM =
      Pattern.compile("(request|ack|nack|success|error)\\.([0-9]{1,18})\\.(.+)");

  /** A key taken apart; {@code type} is null for a request. */
  public record Parsed(@Nullable RpcType type, long id) {}

  public AtKey request(AtSign responder, long id, AtSign requester) {
    return AtKey.shared(responder, "request." + id + "." + suffix(), requester);
  }

  public AtKey response(AtSign requester, RpcType type, long id, AtSign responder) {
    return AtKey.shared(requester, type.text() + "." + id + "." + suffix(), responder);
  }

  /** Kind and id of a message of this domain, null when the key is of something else. */
  public @Nullable Parsed parse(AtKey key) {
    Matcher matcher = FORM.matcher(key.name().toLowerCase(Locale.ROOT));
    if (!matcher.matches() || !matcher.group(3).equals(suffix())) {
      return null;
    }
    String type = matcher.group(1);
    long id = Long.parseLong(matcher.group(2));
    return new Parsed(type.equals("request") ? null : RpcType.of(type), id);
  }

  /** The requests a responder subscribes to. */
  public Pattern requests() {
    return Pattern.compile(":request\\.\\d+\\." + Pattern.quote(suffix()) + "@");
  }

  /** The responses a requester subscribes to. */
  public Pattern responses() {
    return Pattern.compile(":(success|error|ack|nack)\\.\\d+\\." + Pattern.quote(suffix()) + "@");
  }

  private String suffix() {
    return domain + ".__rpcs." + base;
  }
}
