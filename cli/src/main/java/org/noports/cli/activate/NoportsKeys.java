package org.noports.cli.activate;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.noports.protocol.enrollment.PendingEnrollment;

/**
 * The enrolment that {@code noports activate} asks for and {@code issue-keys} grants (cli.md 7).
 */
final class NoportsKeys {
  static final String APP = "noports";

  private NoportsKeys() {}

  static SequencedMap<String, String> namespaces() {
    SequencedMap<String, String> rights = new LinkedHashMap<>();
    rights.put("sshnp", "rw");
    rights.put("sshrvd", "rw");
    return rights;
  }

  /** Whether exactly this is asked for, and nothing beyond it. */
  static boolean isAskedBy(PendingEnrollment request) {
    return request.appName().equals(APP) && request.namespaces().equals(namespaces());
  }
}
