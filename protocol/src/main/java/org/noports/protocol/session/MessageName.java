package org.noports.protocol.session;

import java.util.regex.Pattern;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.name.SessionId;

/**
 * The key names of the messages of a session and the expressions that select them (sessions.md
 * 1.2). Each method's last atSign is the sender. Pure.
 */
public final class MessageName {
  private static final String DEVICE_NAMESPACE = ".sshnp";
  private static final String RELAY_NAMESPACE = ".sshrvd";

  private MessageName() {}

  /** #1, client to daemon. */
  public static AtKey ping(AtSign daemon, DeviceName device, AtSign client) {
    return toDevice(DaemonMessage.PING, daemon, device, client);
  }

  /** #2, daemon to client. */
  public static AtKey pingAnswer(AtSign client, DeviceName device, AtSign daemon) {
    return AtKey.shared(client, "heartbeat." + device + DEVICE_NAMESPACE, daemon);
  }

  /** #3, client to relay. */
  public static AtKey portRequest(AtSign relay, DeviceName device, AtSign client) {
    return AtKey.shared(relay, device + ".request_ports" + RELAY_NAMESPACE, client);
  }

  /** #4, relay to client. */
  public static AtKey portAnswer(AtSign client, SessionId session, AtSign relay) {
    return AtKey.shared(client, session + RELAY_NAMESPACE, relay);
  }

  /** #4', relay to client: a refusal in words. */
  public static AtKey portRefusal(AtSign client, SessionId session, AtSign relay) {
    return AtKey.shared(client, "nack." + session + RELAY_NAMESPACE, relay);
  }

  /** Relay to whoever has asked where it is reached (sessions.md 3.8). */
  public static AtKey discoverResponse(AtSign asker, AtSign relay) {
    return AtKey.shared(asker, "discover_response" + RELAY_NAMESPACE, relay);
  }

  /** Who asks a relay where it is reached. */
  public static AtKey discoverRequest(AtSign relay, AtSign asker) {
    return AtKey.shared(relay, "discover_request" + RELAY_NAMESPACE, asker);
  }

  /** #8, a side to the relay: where events of a session go. */
  public static AtKey eventTarget(AtSign relay, SessionId session, AtSign side) {
    return AtKey.shared(relay, "logging." + session + ".sessions" + RELAY_NAMESPACE, side);
  }

  /** #5, client to relay. */
  public static AtKey authModes(AtSign relay, DeviceName device, AtSign client) {
    return AtKey.shared(relay, device + ".auth_modes" + RELAY_NAMESPACE, client);
  }

  /** #6, client to daemon. */
  public static AtKey nptRequest(AtSign daemon, DeviceName device, AtSign client) {
    return toDevice(DaemonMessage.NPT_REQUEST, daemon, device, client);
  }

  /** #6 of {@code sshnp}, client to daemon. */
  public static AtKey sshRequest(AtSign daemon, DeviceName device, AtSign client) {
    return toDevice(DaemonMessage.SSH_REQUEST, daemon, device, client);
  }

  /** #7, daemon to client. */
  public static AtKey sessionAnswer(
      AtSign client, SessionId session, DeviceName device, AtSign daemon) {
    return AtKey.shared(client, session + "." + device + DEVICE_NAMESPACE, daemon);
  }

  /** An ssh public key for the daemon to accept. */
  public static AtKey sshPublicKey(AtSign daemon, DeviceName device, AtSign client) {
    return toDevice(DaemonMessage.SSH_PUBLIC_KEY, daemon, device, client);
  }

  /** The daemon's user, a record for a manager (sessions.md 6.4). */
  public static AtKey username(AtSign manager, DeviceName device, AtSign daemon) {
    return AtKey.shared(manager, "username." + device + DEVICE_NAMESPACE, daemon);
  }

  /** The daemon's ping answer, a record for a manager (sessions.md 6.4). */
  public static AtKey deviceInfo(AtSign manager, DeviceName device, AtSign daemon) {
    return AtKey.shared(manager, "device_info." + device + DEVICE_NAMESPACE, daemon);
  }

  /** The record that lets one daemon process of several take a session (sessions.md 1.6). */
  public static AtKey daemonMutex(SessionId session, AtSign daemon) {
    return AtKey.self(session + ".session_mutexes" + DEVICE_NAMESPACE, daemon);
  }

  /** The record that lets one relay process of several take a session (sessions.md 1.4). */
  public static AtKey relayMutex(SessionId session, AtSign relay) {
    return AtKey.self(session + ".session_mutexes" + RELAY_NAMESPACE, relay);
  }

  /** The daemon's announcement to its policy service (sessions.md 7.4). */
  public static AtKey policyHeartbeat(AtSign policy, DeviceName device, AtSign daemon) {
    return AtKey.shared(policy, device + ".devices.policy" + DEVICE_NAMESPACE, daemon);
  }

  /** What a policy service answers to announcements (sessions.md 7.4). */
  public static Pattern policyConfig(DeviceName device, AtSign policy) {
    return Pattern.compile(
        Pattern.quote("." + device + ".devices.policy" + DEVICE_NAMESPACE + policy.text()) + "$");
  }

  /** Daemon to a sender that may not talk to it (docs/extensions/refusals.md). */
  public static AtKey refusal(AtSign sender, DeviceName device, AtSign daemon) {
    return AtKey.shared(sender, "refused." + device + DEVICE_NAMESPACE, daemon);
  }

  /** Client to daemon: how far are these relays from it (sessions.md 3.8)? */
  public static AtKey relayLatencyRequest(AtSign daemon, DeviceName device, AtSign client) {
    return toDevice(DaemonMessage.RELAY_LATENCY_REQUEST, daemon, device, client);
  }

  /** Daemon to client: how far relays are from it (sessions.md 3.8). */
  public static AtKey relayLatencies(AtSign client, DeviceName device, AtSign daemon) {
    return AtKey.shared(client, "relay_latency_response." + device + DEVICE_NAMESPACE, daemon);
  }

  /** All messages to one daemon. */
  public static Pattern toDevice(DeviceName device) {
    return Pattern.compile("(:|\\.)" + Pattern.quote(device.text()) + "\\.sshnp@");
  }

  /** All messages to a relay. */
  public static Pattern toRelay() {
    return Pattern.compile("\\.sshrvd@");
  }

  /** A relay's answer or refusal to one session. */
  public static Pattern relayAnswers(SessionId session) {
    return Pattern.compile(Pattern.quote(session.text()) + "\\.sshrvd@");
  }

  /** A daemon's answer to one session request. */
  public static Pattern sessionAnswers(SessionId session, DeviceName device, AtSign daemon) {
    return Pattern.compile(
        Pattern.quote(session + "." + device + DEVICE_NAMESPACE + daemon.text()) + "$");
  }

  /** A daemon's answers to pings. */
  public static Pattern pingAnswers(DeviceName device) {
    return Pattern.compile(Pattern.quote("heartbeat." + device) + "\\.sshnp@");
  }

  private static AtKey toDevice(
      DaemonMessage message, AtSign daemon, DeviceName device, AtSign client) {
    return AtKey.shared(daemon, message.text() + "." + device + DEVICE_NAMESPACE, client);
  }
}
