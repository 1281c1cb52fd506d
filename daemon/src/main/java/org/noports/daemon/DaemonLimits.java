package org.noports.daemon;

/**
 * Bounds on what senders can make a daemon do.
 *
 * @param messages messages handled at a time, of all senders; further ones wait in the mailbox
 * @param messagesPerSender messages of one sender handled or waiting; further ones are dropped
 * @param guestMessages messages handled at a time of senders that are no managers; further ones are
 *     dropped, so that strangers never hold managers up
 * @param sessions sessions open at a time, of all senders
 * @param sessionsPerSender sessions of one sender
 * @param datagramFlows flows of datagrams, of all sessions; each takes a file handle
 */
public record DaemonLimits(
    int messages,
    int messagesPerSender,
    int guestMessages,
    int sessions,
    int sessionsPerSender,
    int datagramFlows) {
  public static final DaemonLimits DEFAULT = new DaemonLimits(256, 32, 128, 1024, 256, 4096);

  public DaemonLimits {
    if (messages < 1
        || messagesPerSender < 1
        || guestMessages < 1
        || sessions < 1
        || sessionsPerSender < 1
        || datagramFlows < 1) {
      throw new IllegalArgumentException("every limit of a daemon must be at least 1");
    }
  }
}
