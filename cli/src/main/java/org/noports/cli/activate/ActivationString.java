package org.noports.cli.activate;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.cli.options.AtSignConverter;
import org.noports.cli.options.UsageProblem;
import org.noports.protocol.name.AtSign;

/** What {@code noports activate} is given (cli.md 7): an atSign and what activates it. Pure. */
sealed interface ActivationString {
  /** Of an atSign that has no keys yet. */
  record Cram(AtSign atSign, String secret) implements ActivationString {
    /** Without the secret. */
    @Override
    public String toString() {
      return "Cram[" + atSign + "]";
    }
  }

  /**
   * Of a further machine.
   *
   * @param device null where the string names none
   */
  record Enrollment(AtSign atSign, String passcode, @Nullable String device)
      implements ActivationString {
    String deviceName() {
      return device == null ? defaultDevice(passcode) : device;
    }

    /** As it is handed on, with the literal brackets that released programs read. */
    String text() {
      return "%s:enroll:otp:%s%s"
          .formatted(atSign, passcode, device == null ? "" : "[:name:%s]".formatted(device));
    }

    /** Without the passcode. */
    @Override
    public String toString() {
      return "Enrollment[" + atSign + "]";
    }
  }

  /** Both forms, the name with or without either bracket. */
  static ActivationString parse(String text) {
    Matcher cram = Forms.CRAM.matcher(text);
    if (cram.matches()) {
      return new Cram(atSign(cram), cram.group("secret"));
    }
    Matcher enroll = Forms.ENROLL.matcher(text);
    if (enroll.matches()) {
      return new Enrollment(atSign(enroll), enroll.group("otp"), enroll.group("name"));
    }
    throw new UsageProblem(
        "the activation string is neither @atsign:cram:secret nor"
            + " @atsign:enroll:otp:passcode[:name:device]");
  }

  /** The device's name where nobody gave one. */
  static String defaultDevice(String passcode) {
    return "noports_" + passcode;
  }

  private static AtSign atSign(Matcher matched) {
    return new AtSignConverter().convert(matched.group("atsign"));
  }

  /** What strings look like. */
  final class Forms {
    private static final Pattern CRAM = Pattern.compile("(?<atsign>[^:]+):cram:(?<secret>.+)");
    private static final Pattern ENROLL =
        Pattern.compile(
            "(?<atsign>[^:]+):enroll:otp:(?<otp>[A-Za-z0-9]{6})"
                + "(\\[?:name:(?<name>[A-Za-z0-9_-]{1,64})\\]?)?");

    private Forms() {}
  }
}
