package org.noports.protocol.verb;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;

/** Reads the verbs of chapter 7 of atprotocol.md: enroll, otp, keys. Pure. */
final class EnrollmentCommands {
  private static final int MIN_PASSCODE = 6;

  private EnrollmentCommands() {}

  static Enroll enroll(LineCursor line) {
    line.expect(':');
    Enroll.Operation operation = Enroll.Operation.named(line.letters());
    if (operation == null) {
      throw line.fail();
    }
    boolean force = line.takeWord("force");
    String namespace = null;
    if (operation == Enroll.Operation.LISTNS || operation == Enroll.Operation.INFONS) {
      namespace = namespace(line);
    }
    line.take(":");
    return new Enroll(operation, force, namespace, line.atEnd() ? null : params(line));
  }

  private static @Nullable String namespace(LineCursor line) {
    line.take(":");
    return line.atEnd() || line.isAt('{') ? null : line.untilBlankOr(':', '{');
  }

  private static JsonObject params(LineCursor line) {
    try {
      return Json.parseObject(line.rest());
    } catch (ProtocolException e) {
      throw line.fail(e);
    }
  }

  static Otp otp(LineCursor line) {
    String passcode = null;
    if (!line.takeWord("get")) {
      if (!line.take(":put:")) {
        throw line.fail();
      }
      passcode = line.identifier();
      if (passcode.length() < MIN_PASSCODE || passcode.indexOf('-') >= 0) {
        throw line.fail();
      }
    }
    Long ttl = line.numberNamed("ttl");
    line.expectEnd();
    return new Otp(passcode, ttl);
  }

  static Keys keys(LineCursor line) {
    line.expect(':');
    Keys.Operation operation = oneOf(line, Keys.Operation.values());
    if (operation == null) {
      throw line.fail();
    }
    line.take(":");
    Keys.Visibility visibility = oneOf(line, Keys.Visibility.values());
    if (visibility != null) {
      line.take(":");
    }
    String namespace = named(line, "namespace:");
    String appName = named(line, "appName:");
    String deviceName = named(line, "deviceName:");
    String keyType = named(line, "keyType:");
    String encryptionKeyName = named(line, "encryptionKeyName:");
    String keyName = line.take("keyName:") ? line.untilBlankOr(' ') : null;
    return new Keys(
        operation,
        visibility,
        namespace,
        appName,
        deviceName,
        keyType,
        encryptionKeyName,
        keyName,
        keyValue(line));
  }

  /** All that fits nowhere else, as the expression has it. */
  private static @Nullable String keyValue(LineCursor line) {
    if (line.atEnd()) {
      return null;
    }
    line.take(" ");
    return line.rest();
  }

  private static @Nullable String named(LineCursor line, String name) {
    if (!line.take(name)) {
      return null;
    }
    String value = line.identifier();
    line.take(":");
    return value;
  }

  private static <E extends Enum<E>> @Nullable E oneOf(LineCursor line, E[] values) {
    for (E value : values) {
      if (line.take(value.name().toLowerCase(Locale.ROOT))) {
        return value;
      }
    }
    return null;
  }
}
