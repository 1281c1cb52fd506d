package org.noports.client;

import org.jspecify.annotations.Nullable;

/**
 * The milestones of opening a session, in the order they are reported (cli.md 1.4). A milestone
 * that ends a stretch of waiting knows the one that began it, so that its duration can be told.
 */
public enum Step {
  /** Only when there are several relays to choose from, as the next. */
  RELAYS_ASKED("Looking for the nearest relay", null),
  RELAY_CHOSEN("Chose the relay", RELAYS_ASKED),
  /** It did not give a session, the next one is tried. */
  RELAY_FAILED("The relay gave no session, trying the next one", null),
  FEATURE_CHECK_SENT("Sending daemon feature check request", null),
  /** Only of ssh sessions, as those named after them. */
  REMOTE_USER_ASKED("Resolving remote username for user session", null),
  PUBLIC_KEY_SHARED("Sharing ssh public key", null),
  RELAY_ASKED("Fetching host and port from srvd", null),
  RELAY_ANSWERED("Received host and port from srvd", RELAY_ASKED),
  FEATURE_CHECK_AWAITED("Waiting for daemon feature check response", null),
  /** Only when it takes long. */
  FEATURE_CHECK_LATE("No answer yet", null),
  FEATURE_CHECK_ANSWERED("Received daemon feature check response", FEATURE_CHECK_SENT),
  FEATURES_SUPPORTED("Required daemon features are supported", null),
  SESSION_REQUESTED("Sending session request to the device daemon", null),
  SESSION_ANSWER_AWAITED("Waiting for response from the device daemon", null),
  SESSION_ANSWERED("Received response from the device daemon", SESSION_REQUESTED),
  /** The port is bound long before; this says which. */
  LOCAL_PORT_CHOSEN("Finding an available local port", null),
  RELAY_DIALLED("Creating connection to socket rendezvous", null),
  LISTENING("npt is listening", RELAY_DIALLED);

  private final String text;
  private final @Nullable Step begunBy;

  Step(String text, @Nullable Step begunBy) {
    this.text = text;
    this.begunBy = begunBy;
  }

  /** The progress text without details. */
  public String text() {
    return text;
  }

  /** The earlier milestone from which this one's duration counts, or null. */
  public @Nullable Step begunBy() {
    return begunBy;
  }
}
