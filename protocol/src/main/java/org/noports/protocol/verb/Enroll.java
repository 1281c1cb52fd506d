package org.noports.protocol.verb;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.json.JsonObject;

/**
 * {@code enroll:<operation>[:force][:<namespace>][:{...}]} (atprotocol.md chapter 7).
 *
 * @param namespace only of listns and infons
 * @param params null when none were given
 */
public record Enroll(
    Operation operation, boolean force, @Nullable String namespace, @Nullable JsonObject params)
    implements Command {
  public Enroll {
    OneLine.require(namespace);
  }

  /** What to do with an enrollment. */
  public enum Operation {
    REQUEST,
    APPROVE,
    DENY,
    REVOKE,
    UNREVOKE,
    LIST,
    LISTNS,
    INFONS,
    FETCH,
    DELETE,
    UPDATE;

    /** The word of the grammar. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The operation named so, or null; without regard to case. */
    static @Nullable Operation named(String text) {
      for (Operation operation : values()) {
        if (operation.name().equalsIgnoreCase(text)) {
          return operation;
        }
      }
      return null;
    }
  }

  public static Enroll of(Operation operation, @Nullable JsonObject params) {
    return new Enroll(operation, false, null, params);
  }

  @Override
  public String line() {
    return "enroll:"
        + operation.text()
        + (force ? ":force" : "")
        + (namespace == null ? "" : ":" + namespace)
        + (params == null ? "" : ":" + params.canonical());
  }

  /** Without the parameters, which hold passcodes. */
  @Override
  public String toString() {
    return "Enroll[" + operation.text() + "]";
  }
}
