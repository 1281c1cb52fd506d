package org.noports.atserver.store;

/** The new state of a notification the tenant sent. */
public record StatusChange(String id, NotificationStatus status, int attempts) {}
