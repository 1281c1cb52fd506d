package org.noports.atserver.access;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.KeyKind;

/**
 * Whether an enrollment may use a key (atprotocol.md 5.3 with 9.1, items 14 and 15). Pure.
 *
 * <p>Stricter than the reference in two places that no client needs: reserved names are compared as
 * a whole, and those that hold or replace the atSign's own keys need the namespace {@code *}.
 */
public final class AccessCheck {
  /** What every enrollment needs for exchanging keys with others. */
  private static final Pattern KEY_EXCHANGE =
      Pattern.compile("(?:cached:)?@[^:@]+:shared_key@[^:@]+|shared_key\\.[^@]+@[^:@]+");

  private AccessCheck() {}

  /**
   * Whether the enrollment may use the key so.
   *
   * @param enrollment null for a connection without one, which may do everything
   * @param key the full key text
   */
  public static boolean allows(@Nullable Enrollment enrollment, Use use, String key) {
    if (enrollment == null) {
      return true;
    }
    if (!enrollment.isApproved()) {
      return false;
    }
    if (KEY_EXCHANGE.matcher(key).matches()
        || (KeyKind.isReserved(key) && key.startsWith("public:") && use.needs() == Right.READ)
        || isOwnSigningKey(enrollment, key)) {
      return true;
    }
    String namespace = enrolledNamespace(enrollment, key);
    if (namespace == null) {
      return false;
    }
    Right right = enrollment.namespaces().get(namespace);
    if (right == null || !right.covers(use.needs())) {
      return false;
    }
    return !namespace.equals(Enrollment.MANAGE) || use == Use.MONITOR;
  }

  /** Where an enrollment publishes the key it signs with; of the reserved data, only that. */
  private static boolean isOwnSigningKey(Enrollment enrollment, String key) {
    return nameOf(key).equals(SigningKeyRecord.APPROVED.nameOf(enrollment.id()));
  }

  /** The enrolled namespace that covers the key, or null. */
  private static @Nullable String enrolledNamespace(Enrollment enrollment, String key) {
    Map<String, Right> namespaces = enrollment.namespaces();
    String name = nameOf(key);
    String best = null;
    for (String enrolled : namespaces.keySet()) {
      if (!enrolled.equals(Enrollment.ANY)
          && name.endsWith("." + enrolled)
          && (best == null || enrolled.length() > best.length())) {
        best = enrolled;
      }
    }
    if (best != null) {
      return best;
    }
    // Only those who manage see what belongs to enrollments, not those who may "everything else".
    if (name.endsWith("." + Enrollment.MANAGE) || name.endsWith(".__e")) {
      return null;
    }
    return namespaces.containsKey(Enrollment.ANY) ? Enrollment.ANY : null;
  }

  /** What stands before the owner, or all of it when there is none. */
  private static String nameOf(String key) {
    int at = key.lastIndexOf('@');
    return at <= 0 ? key : key.substring(0, at);
  }

  /** Whether an approver may grant what the request asks for (5.3, delegation). */
  public static boolean mayGrant(@Nullable Enrollment approver, Enrollment request) {
    if (approver == null) {
      return true;
    }
    Right all = approver.namespaces().get(Enrollment.ANY);
    for (Map.Entry<String, Right> wanted : request.namespaces().entrySet()) {
      Right held = approver.namespaces().get(wanted.getKey());
      if (held == null && !wanted.getKey().equals(Enrollment.MANAGE)) {
        held = all;
      }
      if (held == null || !held.covers(wanted.getValue())) {
        return false;
      }
    }
    return true;
  }
}
