package org.noports.relay;

import java.time.Duration;

/**
 * What a relay allows (sessions.md 8.2 number 7).
 *
 * @param sessions live at a time
 * @param sessionsPerAtSign live at a time for one client atSign
 * @param requestsPerSecond of one client atSign for ports, on average; {@link RequestRate} lets
 *     some more come at once; zero: any number
 * @param unauthenticated connections at the doors of all sessions that have not yet proved
 *     themselves
 * @param unauthenticatedPerSession connections that have not yet proved themselves
 * @param unauthenticatedAtSinglePort connections there that have not yet proved themselves
 * @param unauthenticatedOfAddress of those, from one address
 * @param connectionsPerSession connections in all, both sides
 * @param authenticationBytes of one connection before its line is complete
 * @param authenticationTime of one connection
 * @param bytesBeforePairing kept of a connection that waits for its partner
 * @param waitingMemory bytes kept of all connections that wait for their partners
 * @param queueTime how long a connection waits for its partner once a pair has formed
 * @param grace how long a session may go without any pair after its start
 * @param halfCloseIdle how long a connection closed in one direction may be silent in the other
 * @param pairIdle how long a pair may carry nothing, the first of a session excepted: it is the
 *     control channel of a session with several; zero: for ever
 * @param sessionIdle how long a session may carry nothing at all; zero: for ever
 */
public record RelayLimits(
    int sessions,
    int sessionsPerAtSign,
    int requestsPerSecond,
    int unauthenticated,
    int unauthenticatedPerSession,
    int unauthenticatedAtSinglePort,
    int unauthenticatedOfAddress,
    int connectionsPerSession,
    int authenticationBytes,
    Duration authenticationTime,
    int bytesBeforePairing,
    long waitingMemory,
    Duration queueTime,
    Duration grace,
    Duration halfCloseIdle,
    Duration pairIdle,
    Duration sessionIdle) {
  public static final RelayLimits DEFAULT = new Builder().build();

  /** As this one, to be changed. */
  public Builder with() {
    Builder builder = new Builder();
    builder.sessions = sessions;
    builder.sessionsPerAtSign = sessionsPerAtSign;
    builder.requestsPerSecond = requestsPerSecond;
    builder.unauthenticated = unauthenticated;
    builder.unauthenticatedPerSession = unauthenticatedPerSession;
    builder.unauthenticatedAtSinglePort = unauthenticatedAtSinglePort;
    builder.unauthenticatedOfAddress = unauthenticatedOfAddress;
    builder.connectionsPerSession = connectionsPerSession;
    builder.authenticationBytes = authenticationBytes;
    builder.authenticationTime = authenticationTime;
    builder.bytesBeforePairing = bytesBeforePairing;
    builder.waitingMemory = waitingMemory;
    builder.queueTime = queueTime;
    builder.grace = grace;
    builder.halfCloseIdle = halfCloseIdle;
    builder.pairIdle = pairIdle;
    builder.sessionIdle = sessionIdle;
    return builder;
  }

  /** Not thread-safe; begins with the defaults. */
  public static final class Builder {
    private int sessions = 4096;
    private int sessionsPerAtSign = 64;
    private int requestsPerSecond = 50;
    private int unauthenticated = 8192;
    private int unauthenticatedPerSession = 64;
    private int unauthenticatedAtSinglePort = 2048;
    private int unauthenticatedOfAddress = 512;
    private int connectionsPerSession = 1024;
    private int authenticationBytes = 16 * 1024;
    private Duration authenticationTime = Duration.ofSeconds(10);
    private int bytesBeforePairing = 64 * 1024;
    private long waitingMemory = 64L * 1024 * 1024;
    private Duration queueTime = Duration.ofSeconds(20);
    private Duration grace = Duration.ofSeconds(30);
    private Duration halfCloseIdle = Duration.ofSeconds(60);
    private Duration pairIdle = Duration.ZERO;
    private Duration sessionIdle = Duration.ZERO;

    private Builder() {}

    public Builder sessions(int value) {
      sessions = value;
      return this;
    }

    public Builder sessionsPerAtSign(int value) {
      sessionsPerAtSign = value;
      return this;
    }

    public Builder requestsPerSecond(int value) {
      requestsPerSecond = value;
      return this;
    }

    public Builder unauthenticated(int value) {
      unauthenticated = value;
      return this;
    }

    public Builder unauthenticatedPerSession(int value) {
      unauthenticatedPerSession = value;
      return this;
    }

    public Builder unauthenticatedAtSinglePort(int value) {
      unauthenticatedAtSinglePort = value;
      return this;
    }

    public Builder unauthenticatedOfAddress(int value) {
      unauthenticatedOfAddress = value;
      return this;
    }

    public Builder connectionsPerSession(int value) {
      connectionsPerSession = value;
      return this;
    }

    public Builder authenticationBytes(int value) {
      authenticationBytes = value;
      return this;
    }

    public Builder authenticationTime(Duration value) {
      authenticationTime = value;
      return this;
    }

    public Builder bytesBeforePairing(int value) {
      bytesBeforePairing = value;
      return this;
    }

    public Builder waitingMemory(long value) {
      waitingMemory = value;
      return this;
    }

    public Builder queueTime(Duration value) {
      queueTime = value;
      return this;
    }

    public Builder grace(Duration value) {
      grace = value;
      return this;
    }

    public Builder halfCloseIdle(Duration value) {
      halfCloseIdle = value;
      return this;
    }

    public Builder pairIdle(Duration value) {
      pairIdle = value;
      return this;
    }

    public Builder sessionIdle(Duration value) {
      sessionIdle = value;
      return this;
    }

    public RelayLimits build() {
      return new RelayLimits(
          sessions,
          sessionsPerAtSign,
          requestsPerSecond,
          unauthenticated,
          unauthenticatedPerSession,
          unauthenticatedAtSinglePort,
          unauthenticatedOfAddress,
          connectionsPerSession,
          authenticationBytes,
          authenticationTime,
          bytesBeforePairing,
          waitingMemory,
          queueTime,
          grace,
          halfCloseIdle,
          pairIdle,
          sessionIdle);
    }
  }
}
