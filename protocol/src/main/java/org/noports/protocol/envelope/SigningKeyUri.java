package org.noports.protocol.envelope;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;

/**
 * Where the public half of an enrolment's signing key is published (sessions.md 2.4), in its
 * canonical form: {@code public:_apsk.<enrollmentId>.a.__e@alice}, lower case.
 */
public record SigningKeyUri(String text) {
  private static final Pattern FORM =
      Pattern.compile("(public:)?_apsk\\.[A-Za-z0-9_-]+\\.a\\.__e@[^@:\\s]+");
  private static final int MAX_LENGTH = 256;
  private static final String PREFIX = "public:";

  public SigningKeyUri {
    if (text.length() > MAX_LENGTH || !FORM.matcher(text).matches()) {
      throw new ProtocolException(
          ErrorCode.AT0022, "'sk' is not public:_apsk.<enrollmentId>.a.__e@<atSign>");
    }
    String lower = text.toLowerCase(Locale.ROOT);
    text = lower.startsWith(PREFIX) ? lower : PREFIX + lower;
    // What stands there must be an atSign: it is looked up and compared.
    AtSign.of(text.substring(text.indexOf('@')));
  }

  /** The record of an enrolment; a keys file without enrolment is named {@code primary}. */
  public static SigningKeyUri of(String enrollmentId, AtSign owner) {
    return new SigningKeyUri(PREFIX + "_apsk." + enrollmentId + ".a.__e" + owner.text());
  }

  public static SigningKeyUri parse(String text) {
    return new SigningKeyUri(text);
  }

  /** Where the record is found instead when the enrolment was revoked or deleted (2.4). */
  public List<AtKey> whenWithdrawn() {
    return List.of(elsewhere("r"), elsewhere("d"));
  }

  private AtKey elsewhere(String state) {
    return AtKey.parse(PREFIX + "_apsk." + enrollmentId() + "." + state + ".__e" + owner().text());
  }

  public AtSign owner() {
    return AtSign.of(text.substring(text.indexOf('@')));
  }

  public String enrollmentId() {
    int start = (PREFIX + "_apsk.").length();
    return text.substring(start, text.indexOf('.', start));
  }

  @Override
  public String toString() {
    return text;
  }
}
