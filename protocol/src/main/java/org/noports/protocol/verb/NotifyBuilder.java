package org.noports.protocol.verb;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.notification.MessageType;
import org.noports.protocol.notification.Operation;

/** Collects the parameters of a {@link Notify}; null means "not given". Used by one thread. */
public final class NotifyBuilder {
  private final @Nullable AtSign recipient;
  private final String key;
  private final @Nullable AtSign owner;
  private @Nullable String id;
  private @Nullable Operation operation;
  private @Nullable MessageType messageType;
  private @Nullable Priority priority;
  private @Nullable Strategy strategy;
  private @Nullable Long latestN;
  private @Nullable String notifier;
  private @Nullable Long ttln;
  private Metadata metadata = Metadata.NONE;
  private @Nullable String value;

  NotifyBuilder(@Nullable AtSign recipient, String key, @Nullable AtSign owner) {
    this.recipient = recipient;
    this.key = key;
    this.owner = owner;
  }

  NotifyBuilder(Notify from) {
    this(from.recipient(), from.key(), from.owner());
    id = from.id();
    operation = from.operation();
    messageType = from.messageType();
    priority = from.priority();
    strategy = from.strategy();
    latestN = from.latestN();
    notifier = from.notifier();
    ttln = from.ttln();
    metadata = from.metadata();
    value = from.value();
  }

  public NotifyBuilder id(@Nullable String value) {
    id = value;
    return this;
  }

  public NotifyBuilder operation(@Nullable Operation value) {
    operation = value;
    return this;
  }

  public NotifyBuilder messageType(@Nullable MessageType value) {
    messageType = value;
    return this;
  }

  public NotifyBuilder priority(@Nullable Priority value) {
    priority = value;
    return this;
  }

  public NotifyBuilder strategy(@Nullable Strategy value) {
    strategy = value;
    return this;
  }

  public NotifyBuilder latestN(@Nullable Long value) {
    latestN = value;
    return this;
  }

  public NotifyBuilder notifier(@Nullable String value) {
    notifier = value;
    return this;
  }

  public NotifyBuilder ttln(@Nullable Long value) {
    ttln = value;
    return this;
  }

  public NotifyBuilder metadata(Metadata value) {
    metadata = value;
    return this;
  }

  public NotifyBuilder value(@Nullable String text) {
    value = text;
    return this;
  }

  public Notify build() {
    return new Notify(
        id,
        operation,
        messageType,
        priority,
        strategy,
        latestN,
        notifier,
        ttln,
        metadata,
        recipient,
        key,
        owner,
        value);
  }
}
