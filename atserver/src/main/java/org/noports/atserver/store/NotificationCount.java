package org.noports.atserver.store;

import org.noports.protocol.notification.MessageType;
import org.noports.protocol.notification.Operation;

/** How many notifications of a tenant share these properties ({@code stats:11}). */
public record NotificationCount(
    NotificationType type,
    NotificationStatus status,
    Operation operation,
    MessageType messageType,
    long count) {}
