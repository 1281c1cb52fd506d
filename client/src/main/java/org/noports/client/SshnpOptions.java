package org.noports.client;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.ssh.SshPublicKey;

/**
 * What the user wants of one ssh session (cli.md 2.1), as far as the other parties have to do with
 * it.
 *
 * @param session relay, daemon, local port and protection; its service is sshd, wherever the daemon
 *     has it
 * @param sides who proves himself to the relay
 * @param userName to log in as; null for what the daemon shares
 * @param publicKey sent to the daemon first, for those that accept one; null to send none
 */
public record SshnpOptions(
    NptOptions session,
    RelaySides sides,
    @Nullable String userName,
    @Nullable SshPublicKey publicKey) {
  /**
   * Stands for sshd in the session's options: the daemon knows its port, and the protocol protects
   * itself.
   */
  private static final ServiceAddress SSHD = ServiceAddress.of("localhost", 22);

  /** The session's options, to be completed. */
  public static NptOptions.Builder session(AtSign daemon, DeviceName device, List<AtSign> relays) {
    return NptOptions.builder(daemon, device, relays, SSHD);
  }

  /** The same with another session. */
  SshnpOptions with(NptOptions other) {
    return new SshnpOptions(other, sides, userName, publicKey);
  }
}
