package org.noports.protocol.verb;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.Ascii;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

/**
 * The verbs, chosen by the beginning of the line, with the authentication each needs and the usage
 * its syntax error shows (atprotocol.md 3.1). Constants whose prefix begins with another's stand
 * before it.
 */
public enum Verb {
  FROM("from:", Access.NONE, "syntax from:@<atSign> e.g from:@alice"),
  CRAM("cram:", Access.NONE, "cram:<digest>"),
  PKAM("pkam:", Access.NONE, "pkam:<signature>"),
  POL("pol", true, Access.NONE, "pol"),
  INFO("info", true, Access.NONE, "info[:brief]"),
  INFO_BRIEF("info:brief", true, Access.NONE, "info[:brief]"),
  INFO_MTLS("info:mtls", true, Access.NONE, "info[:mtls]"),
  INFO_MTLS_BRIEF("info:mtlsbrief", true, Access.NONE, "info[:mtlsbrief]"),
  NOOP("noop:", Access.NONE, "noop:<durationInMillis>"),
  SCAN("scan", Access.NONE, "e.g scan:@bob location"),
  LLOOKUP("llookup:", Access.AUTHENTICATED, "e.g llookup:location@bob"),
  PLOOKUP("plookup:", Access.AUTHENTICATED, "e.g plookup:location@bob"),
  LOOKUP("lookup:", Access.NONE, "e.g lookup:location@bob"),
  UPDATE_META("update:meta:", Access.AUTHENTICATED, "e.g update:meta:@bob:phone@alice:ttl:1000"),
  UPDATE("update:", Access.AUTHENTICATED, "e.g. update:@alice:location@bob San Francisco"),
  DELETE("delete:", Access.AUTHENTICATED, "syntax delete:@<atkey> e.g delete:phone@alice"),
  NOTIFY_STATUS("notify:status:", Access.AUTHENTICATED, "e.g notify:status:<id>"),
  NOTIFY_LIST("notify:list", Access.AUTHENTICATED, "e.g notify:list:2024-01-31:2024-02-28:regex"),
  NOTIFY_FETCH("notify:fetch:", Access.AUTHENTICATED, "e.g notify:fetch:<id>"),
  NOTIFY_REMOVE("notify:remove:", Access.AUTHENTICATED, "e.g notify:remove:<id>"),
  NOTIFY_ALL("notify:all:", Access.AUTHENTICATED, "e.g notify:all:@colin,@bob:key@kevin"),
  NOTIFY("notify:", Access.AUTHENTICATED_OR_POL, "e.g notify:@colin:key@kevin"),
  MONITOR("monitor", Access.AUTHENTICATED, "e.g monitor:1729764000123 regex"),
  STATS("stats", Access.AUTHENTICATED, "e.g stats:3:regex"),
  SYNC("sync:from:", Access.AUTHENTICATED, "syntax sync:from:1:limit:10:.wavi"),
  ENROLL_REQUEST("enroll:request", Access.NONE, "e.g enroll:request:{...}"),
  ENROLL("enroll:", Access.AUTHENTICATED, "e.g enroll:list or enroll:approve:{...}"),
  OTP("otp:", Access.AUTHENTICATED, "otp:get or otp:put:<passcode>"),
  KEYS("keys:", Access.AUTHENTICATED, "e.g keys:get:keyName:<key>"),
  CONFIG("config:", Access.AUTHENTICATED, "e.g config:block:add:@bob"),
  BATCH("batch:", Access.AUTHENTICATED, "e.g batch:[{\"id\":1,\"command\":\"...\"}]"),
  STREAM("stream:", Access.NONE, "stream is not offered"),
  TO("to:", Access.NONE, "to:@<atSign>");

  /** The longest word before the first colon or blank that is looked at. */
  public static final int MAX_WORD_LENGTH = 64;

  private static final Verb[] ALL = values();

  private final String prefix;
  private final boolean exact;
  private final Access access;
  private final String usage;

  Verb(String prefix, Access access, String usage) {
    this(prefix, false, access, usage);
  }

  Verb(String prefix, boolean exact, Access access, String usage) {
    this.prefix = prefix;
    this.exact = exact;
    this.access = access;
    this.usage = usage;
  }

  /** The verb of a line; ProtocolException (AT0003, {@code invalid command}) when it has none. */
  public static Verb of(String line) {
    Verb verb = find(line.strip());
    if (verb == null) {
      throw invalidCommand();
    }
    return verb;
  }

  /**
   * The line without blanks before its first colon, if only so it begins with a verb: old servers
   * took them out (2.2).
   */
  public static String withoutBlanksInVerb(String line) {
    String trimmed = line.strip();
    int colon = trimmed.indexOf(':');
    if (colon < 0 || colon > MAX_WORD_LENGTH || find(trimmed) != null) {
      return line;
    }
    String joined = trimmed.substring(0, colon).replace(" ", "") + trimmed.substring(colon);
    return find(joined) == null ? line : joined;
  }

  private static @Nullable Verb find(String trimmed) {
    if (wordLength(trimmed) <= MAX_WORD_LENGTH) {
      for (Verb verb : ALL) {
        if (verb.begins(trimmed)) {
          return verb;
        }
      }
    }
    return null;
  }

  /** What a connection must be before the line is parsed. */
  public Access access() {
    return access;
  }

  /** The text of the AT0401 error when that authentication is missing. */
  public String missingAuthentication(String line) {
    return switch (this) {
      case NOTIFY -> "Notify command cannot be executed without authentication";
      case ENROLL -> "Cannot " + enrollOperation(line) + " enrollment without authentication";
      default -> "Command cannot be executed without auth";
    };
  }

  /** The syntax error of this verb. */
  public ProtocolException invalidSyntax() {
    return new ProtocolException(ErrorCode.AT0003, "Invalid syntax. " + usage);
  }

  /** As {@link #invalidSyntax()}, keeping what failed. */
  ProtocolException invalidSyntax(Throwable cause) {
    return new ProtocolException(ErrorCode.AT0003, "Invalid syntax. " + usage, cause);
  }

  String prefix() {
    return prefix;
  }

  private static ProtocolException invalidCommand() {
    return new ProtocolException(ErrorCode.AT0003, "invalid command");
  }

  private static int wordLength(String line) {
    int length = 0;
    while (length < line.length() && length <= MAX_WORD_LENGTH) {
      char c = line.charAt(length);
      if (c == ':' || c == ' ') {
        break;
      }
      length++;
    }
    return length;
  }

  private boolean begins(String line) {
    return Ascii.standsAt(line, 0, prefix) && (!exact || line.length() == prefix.length());
  }

  /** Only a known word is repeated in the answer; another is no enrollment command at all. */
  private static String enrollOperation(String line) {
    String rest = line.strip().substring(ENROLL.prefix.length());
    int end = 0;
    while (end < rest.length() && end < MAX_WORD_LENGTH && Character.isLetter(rest.charAt(end))) {
      end++;
    }
    Enroll.@Nullable Operation operation =
        Enroll.Operation.named(rest.substring(0, end).toLowerCase(Locale.ROOT));
    if (operation == null) {
      throw ENROLL.invalidSyntax();
    }
    return operation.text();
  }
}
