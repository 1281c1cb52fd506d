package org.noports.bench;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What else encrypts a forwarded port, each with its fastest AES-GCM. Stateless. */
final class EncryptedPeers {
  /** It executes itself again and so wants its whole path. */
  private static final String SSHD = "/usr/sbin/sshd";

  private static final String NO_CONFIGURATION = "/dev/null";

  private EncryptedPeers() {}

  /** {@code ssh -L} to a server of our own. */
  static PeerProxy ssh() {
    return PeerProxy.of(proxy -> {
      Path host = key(proxy, "host");
      Path user = key(proxy, "user");
      int server = Ports.free();
      Path configuration =
          proxy.file(
              "sshd_config",
              """
              ListenAddress 127.0.0.1
              Port %d
              HostKey %s
              AuthorizedKeysFile %s.pub
              StrictModes no
              PidFile none
              MaxSessions 1000
              """
                  .formatted(server, host, user));
      proxy.run(server, SSHD, "-D", "-e", "-f", configuration.toString());
      proxy.run(
          proxy.port(),
          "ssh",
          "-N",
          "-F",
          NO_CONFIGURATION,
          "-i",
          user.toString(),
          "-c",
          "aes128-gcm@openssh.com",
          "-o",
          "StrictHostKeyChecking=no",
          "-o",
          "UserKnownHostsFile=" + NO_CONFIGURATION,
          "-o",
          "ExitOnForwardFailure=yes",
          "-p",
          Integer.toString(server),
          "-L",
          "127.0.0.1:" + proxy.port() + ":127.0.0.1:" + proxy.targetPort(),
          "127.0.0.1");
    });
  }

  /** A stunnel each side and a socat between them: the same three hops as ours. */
  static PeerProxy stunnel() {
    return PeerProxy.of(proxy -> {
      Path certificate = proxy.directory().resolve("cert.pem");
      Path key = proxy.directory().resolve("key.pem");
      finish(
          "openssl",
          "req",
          "-x509",
          "-newkey",
          "ec",
          "-pkeyopt",
          "ec_paramgen_curve:P-256",
          "-nodes",
          "-subj",
          "/CN=localhost",
          "-keyout",
          key.toString(),
          "-out",
          certificate.toString());
      int outer = Ports.free();
      int inner = Ports.free();
      proxy.run(
          inner,
          "stunnel",
          stunnelFile(proxy, "server", certificate, key, inner, proxy.targetPort()));
      proxy.runSocat(outer, inner);
      proxy.run(
          proxy.port(), "stunnel", stunnelFile(proxy, "client", null, null, proxy.port(), outer));
    });
  }

  private static String stunnelFile(
      PeerProxy proxy,
      String name,
      @Nullable Path certificate,
      @Nullable Path key,
      int listen,
      int target)
      throws IOException {
    String side = certificate == null ? "client = yes" : "cert = " + certificate + "\nkey = " + key;
    return proxy
        .file(
            name + ".conf",
            """
            foreground = yes
            debug = err
            pid =
            sslVersion = TLSv1.3
            ciphersuites = TLS_AES_128_GCM_SHA256
            socket = l:TCP_NODELAY=1
            socket = r:TCP_NODELAY=1
            [bench]
            %s
            accept = 127.0.0.1:%d
            connect = 127.0.0.1:%d
            """
                .formatted(side, listen, target))
        .toString();
  }

  private static Path key(PeerProxy proxy, String name) throws IOException {
    Path file = proxy.directory().resolve(name);
    finish("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString());
    return file;
  }

  private static void finish(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (process.waitFor() != 0) {
        throw new BenchException(command[0] + " fails");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }
}
