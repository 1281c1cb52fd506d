package org.noports.protocol.wire;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;

/**
 * Reads the lines of a server as a client sees them (atclient.md 4.3, atprotocol.md 2.3 and 6).
 * Known prefixes are matched first and prompts stripped only when that fails, because a value may
 * hold anything. Pure.
 */
public final class ServerLineParser {
  private static final String DATA = "data:";
  private static final String ERROR = "error:";
  private static final String NOTIFICATION = "notification:";
  private static final String STREAM = "stream:";
  private static final int CODE_LENGTH = 6;

  private ServerLineParser() {}

  /**
   * Reads one line without its line feed, or the bytes after the last one when a bare prompt is
   * expected.
   *
   * @throws ProtocolException AT0003 when the line is none of a server's: such a line is no answer.
   *     Old servers spread some error texts over several lines; what follows the first ends up here
   *     and can be skipped
   */
  public static ServerLine parse(String line) {
    ServerLine parsed = withPrefix(line);
    if (parsed != null) {
      return parsed;
    }
    int promptEnd = promptEnd(line);
    parsed = withPrefix(line.substring(promptEnd));
    if (parsed != null) {
      return parsed;
    }
    String bare = line.strip();
    if (bare.length() > 2 && promptEnd(bare) == bare.length() && bare.charAt(1) != '@') {
      return new ServerLine.PolAccepted(AtSign.of(bare.substring(0, bare.length() - 1)));
    }
    throw new ProtocolException(ErrorCode.AT0003, "the server sent a line of no known kind");
  }

  private static @Nullable ServerLine withPrefix(String line) {
    if (line.startsWith(DATA)) {
      return new ServerLine.Data(line.substring(DATA.length()));
    }
    if (line.startsWith(NOTIFICATION)) {
      return new ServerLine.NotificationLine(line.substring(NOTIFICATION.length()).strip());
    }
    if (line.startsWith(ERROR)) {
      return failure(line.substring(ERROR.length()).strip());
    }
    if (line.startsWith(STREAM)) {
      return new ServerLine.StreamLine(line.substring(STREAM.length()).strip());
    }
    return null;
  }

  /** Where the prompts at the beginning end: up to the last {@code @} before the first colon. */
  private static int promptEnd(String line) {
    int colon = line.indexOf(':');
    int at = line.lastIndexOf('@', colon < 0 ? line.length() : colon);
    return line.startsWith("@") ? at + 1 : 0;
  }

  private static ServerLine failure(String text) {
    if (text.startsWith("{")) {
      return jsonFailure(text);
    }
    int end = text.startsWith("null") ? 4 : Math.min(CODE_LENGTH, text.length());
    String rawCode = text.substring(0, end);
    boolean separated = end < text.length() && (text.charAt(end) == '-' || text.charAt(end) == ':');
    if (!separated || !(rawCode.equals("null") || isCode(rawCode))) {
      return new ServerLine.Failure(ErrorCode.AT0011, "", text);
    }
    return new ServerLine.Failure(code(rawCode), rawCode, text.substring(end + 1));
  }

  private static ServerLine jsonFailure(String text) {
    try {
      JsonObject object = Json.parseObject(text);
      String rawCode = object.optString("errorCode");
      String message = object.optString("errorDescription");
      rawCode = rawCode == null ? "" : rawCode;
      return new ServerLine.Failure(code(rawCode), rawCode, message == null ? "" : message);
    } catch (ProtocolException e) {
      // An error it is, whatever is wrong with its text: nobody should wait for another answer.
      return new ServerLine.Failure(ErrorCode.AT0011, "", text);
    }
  }

  private static boolean isCode(String text) {
    if (text.length() != CODE_LENGTH || !text.startsWith("AT")) {
      return false;
    }
    return text.chars().skip(2).allMatch(c -> c >= '0' && c <= '9');
  }

  private static ErrorCode code(String rawCode) {
    ErrorCode code = ErrorCode.named(rawCode);
    return code == null ? ErrorCode.AT0011 : code;
  }
}
