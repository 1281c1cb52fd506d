package org.noports.protocol.session;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.DeviceName;

/** The kinds of message a daemon is sent, told by the key (sessions.md 1.2). */
public enum DaemonMessage {
  PING("ping"),
  NPT_REQUEST("npt_request"),
  SSH_REQUEST("ssh_request"),
  SSH_PUBLIC_KEY("sshpublickey"),
  RELAY_LATENCY_REQUEST("relay_latency_request"),
  /** Version 3: a private key for the reverse connection. */
  PRIVATE_KEY("privatekey"),
  /** Version 3: a reverse connection. */
  SSHD("sshd");

  private final String text;

  DaemonMessage(String text) {
    this.text = text;
  }

  /** The first part of the key's name. */
  public String text() {
    return text;
  }

  /** The kind of a message to this device, null when the key is none of them. */
  public static @Nullable DaemonMessage of(AtKey key, DeviceName device) {
    String name = key.name().toLowerCase(Locale.ROOT);
    for (DaemonMessage message : values()) {
      if (name.equals(message.text + "." + device.text() + ".sshnp")) {
        return message;
      }
    }
    return null;
  }
}
