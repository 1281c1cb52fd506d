package org.noports.daemon;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.session.Feature;
import org.noports.protocol.wire.NetworkText;

/**
 * A request of an authorised sender is refused; the message is the answer the sender gets (texts of
 * sessions.md 1.7).
 */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private Refusal(String answer, @Nullable Throwable cause) {
    super(answer, cause);
  }

  /** Whoever sent it long ago has gone; whoever hears this has sent it just now. */
  static Refusal tooOld(Duration age) {
    return new Refusal(
        "The request is %d s old by this daemon's clock; if it is not, that clock is wrong"
            .formatted(age.toSeconds()),
        null);
  }

  static Refusal badSignature(String why, @Nullable Throwable cause) {
    return new Refusal(
        "Signature not verified: Likely that the client atSign's public key has changed: " + why,
        cause);
  }

  static Refusal keyUnavailable(String why, Throwable cause) {
    return new Refusal("Signature not verified: " + why, cause);
  }

  static Refusal badEnrollmentSignature(String why, @Nullable Throwable cause) {
    return new Refusal("Enrollment signature not verified: " + why, cause);
  }

  static Refusal enrollmentSignatureMissing() {
    return new Refusal(
        "This daemon requires session requests signed with the client's enrollment key", null);
  }

  static Refusal enrollmentSignatureUnchecked(String why, @Nullable Throwable cause) {
    return new Refusal("Could not check the enrollment signature: " + why, cause);
  }

  /**
   * @param whose {@code daemon} or {@code POLICY}
   * @param list printed as {@code [a, b]}
   */
  static Refusal notPermitted(String service, String whose, Object list) {
    return new Refusal(
        "Connection to %s denied based on %s --permit-open %s".formatted(service, whose, list),
        null);
  }

  static Refusal notListedLiterally(String service, String address, Object list) {
    return new Refusal(
        "Connection to %s denied based on daemon --permit-open %s (it leads to %s, which must be listed literally)"
            .formatted(service, list, address),
        null);
  }

  static Refusal notStarted(String why) {
    return notStarted(why, null);
  }

  static Refusal notStarted(String why, @Nullable Throwable cause) {
    return new Refusal(
        "Failed to start up the daemon side of the relay socket tunnel : " + why, cause);
  }

  /** Says nothing of what is wrong with the key: nobody shall try keys out on us. */
  static Refusal keyUnusable(@Nullable Throwable cause) {
    return notStarted("the client's ephemeral key cannot be used", cause);
  }

  static Refusal offerLost(Feature feature) {
    return new Refusal(
        "This daemon offers %s, but its offer did not reach the client: it was altered on the way, or this daemon was started meanwhile; try again"
            .formatted(feature.flag()),
        null);
  }

  static Refusal notSupported(String what) {
    return new Refusal(what, null);
  }

  /** The text for the sender, without line breaks or other control characters. */
  String answer() {
    return NetworkText.escaped(String.valueOf(getMessage()));
  }
}
