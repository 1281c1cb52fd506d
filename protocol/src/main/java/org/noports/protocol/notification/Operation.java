package org.noports.protocol.notification;

/** What happened to the key of a notification. */
public enum Operation {
  UPDATE,
  DELETE
}
