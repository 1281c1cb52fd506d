package org.noports.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.noports.protocol.wire.NetworkText;

/**
 * What to do about a daemon's refusal, which is told in words only: those of sessions.md 1.7, old
 * and new. Stateless.
 */
final class RefusalAdvice {
  private static final String PERMIT =
      "have it permitted there with --permit-open, or choose another";

  /** By words of the refusal, the first that occurs. */
  private static final SequencedMap<String, String> ADVICE = new LinkedHashMap<>();

  static {
    // The refusal lists what the policy permits; the daemon's own list would mislead.
    ADVICE.put("based on POLICY", "have the policy service permit it, or choose what it permits");
    ADVICE.put("permit connections", PERMIT);
    ADVICE.put("not permitted connections", PERMIT);
    ADVICE.put("--permit-open", PERMIT);
    ADVICE.put("already live", "try again");
    ADVICE.put("clock", "set the clocks");
    ADVICE.put("enrollment", "enrol again with at_activate, or use the keys of another enrolment");
    ADVICE.put(
        "Signature not verified",
        "if this atSign was activated again, restart sshnpd there or have it told of the change");
    ADVICE.put("cannot reach the service", "start the service there, or correct its port");
    ADVICE.put("Failed to start up", "try again, or through another relay with -r");
  }

  private RefusalAdvice() {}

  /** Begins with a semicolon; empty when there is none. */
  static String to(String reason, List<String> services) {
    for (Map.Entry<String, String> one : ADVICE.entrySet()) {
      if (reason.contains(one.getKey())) {
        boolean choice = one.getValue().equals(PERMIT) && !services.isEmpty();
        return "; "
            + one.getValue()
            + (choice ? ": " + NetworkText.escaped(String.join(" ", services)) : "");
      }
    }
    return "";
  }
}
