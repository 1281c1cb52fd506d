package org.noports.cli.up;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.noports.atclient.AtClientConfig;
import org.noports.atclient.DirectoryAddress;
import org.noports.atclient.TrustRoots;
import org.noports.atclient.activation.ActivationStatus;
import org.noports.atclient.activation.Onboarding;
import org.noports.atclient.keysfile.KeysFile;
import org.noports.atserver.AtServerConfig;
import org.noports.atserver.AtServerHost;
import org.noports.atserver.HostPort;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.protocol.name.AtSign;

/**
 * atDirectory and atServers of one directory, with the files people and programs need to use them.
 *
 * <p>An atSign's activation secret is on disk before the atServer learns it, and is deleted only
 * when the keys file exists: whenever the process dies, the next start finishes what was begun.
 */
public final class PrivateServers implements AutoCloseable {
  private static final int SECRET_BYTES = 64;

  private final Layout layout;
  private final AtServerHost host;

  private PrivateServers(Layout layout, AtServerHost host) {
    this.layout = layout;
    this.host = host;
  }

  /** Starts everything known before, adds what is new and writes {@code DIR/env}. */
  public static PrivateServers start(
      Layout layout, AtServerConfig config, SequencedSet<AtSign> atSigns, SecureRandom random) {
    AtServerHost host = AtServerHost.start(config);
    boolean started = false;
    try {
      PrivateServers servers = new PrivateServers(layout, host);
      for (AtSign atSign : atSigns) {
        servers.add(atSign, random);
      }
      Layout.write(layout.environment(), servers.environment());
      started = true;
      return servers;
    } finally {
      if (!started) {
        host.close();
      }
    }
  }

  AtServerHost host() {
    return host;
  }

  /** Has an atSign forgotten, with its secret. */
  void remove(AtSign atSign) {
    if (!host.atSigns().contains(atSign)) {
      throw new EnvironmentProblem(atSign + " is not served here");
    }
    host.removeAtSign(atSign);
    layout.forgetSecret(atSign);
  }

  /** Serves an atSign, with a new secret to activate it if it is new. */
  void add(AtSign atSign, SecureRandom random) {
    if (host.atSigns().contains(atSign)) {
      return;
    }
    String secret = layout.secret(atSign);
    if (secret == null) {
      byte[] bytes = new byte[SECRET_BYTES];
      random.nextBytes(bytes);
      secret = HexFormat.of().formatHex(bytes);
      layout.saveSecret(atSign, secret);
    }
    host.addAtSign(atSign, secret);
  }

  /** Activates every atSign that is not: afterwards each has its file in {@code DIR/keys}. */
  public void activateAll() {
    for (AtSign atSign : host.atSigns()) {
      String secret = layout.secret(atSign);
      if (secret == null) {
        continue;
      }
      if (ActivationStatus.of(atSign, directory(), trust()) != ActivationStatus.ACTIVATED) {
        // A keys file without an activated atSign is what an interrupted start left.
        layout.forgetKeys(atSign);
        Onboarding.onboard(atSign, secret, directory(), trust(), layout.keysFile(atSign));
      }
      layout.forgetSecret(atSign);
    }
  }

  /** How a program of this system reaches the atSign. */
  public AtClientConfig account(AtSign atSign) {
    return AtClientConfig.of(
        KeysFile.read(layout.keysFile(atSign), atSign, null), directory(), trust());
  }

  public DirectoryAddress directory() {
    HostPort address = host.directoryAddress();
    return new DirectoryAddress(address.host(), address.port(), false);
  }

  public TrustRoots trust() {
    return TrustRoots.platformAnd(host.caFile());
  }

  /** What the programs' environment says of this system. */
  public SequencedMap<String, String> variables() {
    SequencedMap<String, String> variables = new LinkedHashMap<>();
    variables.put("NOPORTS_ROOT", directory().toString());
    variables.put("NOPORTS_CA", host.caFile().toAbsolutePath().toString());
    variables.put("NOPORTS_KEYS", layout.keys().toString());
    return variables;
  }

  /** Shell lines after which the documented commands use this system. */
  private String environment() {
    StringBuilder lines = new StringBuilder();
    variables()
        .forEach((name, value) -> lines.append("export %s=%s\n".formatted(name, quoted(value))));
    String programs = System.getProperty("noports.programs");
    if (programs != null) {
      lines.append("export PATH=%s:$PATH\n".formatted(quoted(programs)));
    }
    return lines.toString();
  }

  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  @Override
  public void close() {
    host.close();
  }
}
