package org.noports.cli.admin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.crypto.Digests;

/**
 * Lets requests in (cli.md 20, 3): pages of other sites are kept out by {@code Origin} and, where
 * no token is wanted, by {@code Host}, so that no name of theirs can lead here; with a token, who
 * knows it. Immutable.
 *
 * @param token null when everybody on this machine may
 */
record Doorkeeper(@Nullable String token) {
  private static final String BEARER = "Bearer ";
  private static final String QUERY = "token=";
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  /** {@link HttpProblem} when the request may not be served. */
  void admit(HttpRequest request) {
    String host = request.header("host");
    if (host == null) {
      throw new HttpProblem(400, "The request names no host");
    }
    if (token == null && !THIS_MACHINE.contains(withoutPort(host.toLowerCase(Locale.ROOT)))) {
      throw new HttpProblem(403, "Use http://localhost: other names need a token");
    }
    String origin = request.header("origin");
    if (origin != null
        && !origin.equalsIgnoreCase("http://" + host)
        && !origin.equalsIgnoreCase("https://" + host)) {
      throw new HttpProblem(403, "Pages of other sites may not use this");
    }
  }

  /** {@link HttpProblem} when the request does not know the token. */
  void requireToken(HttpRequest request) {
    if (token != null && !Digests.sameText(token, given(request))) {
      throw new HttpProblem(401, "A token is needed: Authorization: Bearer <token>");
    }
  }

  /** Browsers cannot add headers to a WebSocket, so there the token may stand in the query. */
  private static String given(HttpRequest request) {
    String header = request.header("authorization");
    if (header != null && header.startsWith(BEARER)) {
      return header.substring(BEARER.length()).strip();
    }
    String query = request.query();
    try {
      return query != null && query.startsWith(QUERY)
          ? URLDecoder.decode(query.substring(QUERY.length()), StandardCharsets.UTF_8)
          : "";
    } catch (IllegalArgumentException e) {
      return ""; // A % that begins nothing.
    }
  }

  private static String withoutPort(String host) {
    return host.replaceFirst(":[0-9]{1,5}$", "");
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "Doorkeeper[%s]".formatted(token == null ? "this machine" : "token");
  }
}
