package org.noports.protocol.verb;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.notification.MessageType;
import org.noports.protocol.notification.Operation;

/**
 * {@code
 * notify:all:[op:][messageType:t:][ttl:n:][ttb:n:][ttr:n:][ccd:b:]@bob,@colin:<key>[@<owner>]
 * [:value]} (atprotocol.md 3.6.2).
 *
 * @param metadata of which only ttl, ttb, ttr and ccd are carried
 */
public record NotifyAll(
    @Nullable Operation operation,
    @Nullable MessageType messageType,
    Metadata metadata,
    List<AtSign> recipients,
    String key,
    @Nullable AtSign owner,
    @Nullable String value)
    implements Command {
  public NotifyAll {
    OneLine.require(key, value);
    recipients = List.copyOf(recipients);
  }

  @Override
  public String line() {
    return "notify:all:"
        + (operation == null ? "" : operation.text() + ":")
        + (messageType == null ? "" : "messageType:" + messageType.text() + ":")
        + pair("ttl", metadata.ttl())
        + pair("ttb", metadata.ttb())
        + pair("ttr", metadata.ttr())
        + pair("ccd", metadata.ccd())
        + recipients.stream().map(AtSign::text).collect(Collectors.joining(","))
        + ":"
        + key
        + (owner == null ? "" : owner.text())
        + (value == null ? "" : ":" + value);
  }

  private static String pair(String name, @Nullable Object value) {
    return value == null ? "" : name + ":" + value + ":";
  }

  /** Without the value, which may be a secret. */
  @Override
  public String toString() {
    return "NotifyAll[" + key + " to " + recipients.size() + "]";
  }
}
