package org.noports.atserver.store.postgresql;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.StoreException;

/**
 * Where a database is and who asks it: {@code postgresql://user@host:port/database?name=value}. A
 * password stands better in {@code ~/.pgpass}, where the driver looks for it. To other machines the
 * connection is encrypted and the server's certificate is checked, whatever the address says.
 */
public final class PostgresAddress {
  private static final Set<String> SCHEMES = Set.of("postgresql", "postgres");
  private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final int USUAL_PORT = 5432;

  private final String shown;
  private final String jdbcUrl;
  private final Properties properties;

  private PostgresAddress(String shown, String jdbcUrl, Properties properties) {
    this.shown = shown;
    this.jdbcUrl = jdbcUrl;
    this.properties = properties;
  }

  /** Whether the text is meant to be such an address. */
  public static boolean isMeant(String text) {
    return SCHEMES.stream().anyMatch(scheme -> text.startsWith(scheme + ":"));
  }

  public static PostgresAddress parse(String text) {
    URI uri = uri(text);
    String host = uri.getHost();
    String path = uri.getPath();
    if (host == null || path == null || path.length() < 2 || path.indexOf('/', 1) >= 0) {
      throw malformed();
    }
    Properties properties = new Properties();
    if (!LOCAL.contains(host)) {
      properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
    }
    parameters(uri.getRawQuery(), properties);
    if (!LOCAL.contains(host)) {
      if (properties.containsKey("sslrootcert")) {
        properties.remove("sslfactory");
      }
      properties.setProperty("sslmode", "verify-full");
    }
    credentials(uri.getRawUserInfo(), properties);
    int port = uri.getPort() < 0 ? USUAL_PORT : uri.getPort();
    String place = host + ":" + port + path;
    return new PostgresAddress(
        "postgresql://" + place,
        "jdbc:postgresql://" + host + ":" + port + uri.getRawPath(),
        properties);
  }

  private static URI uri(String text) {
    try {
      URI uri = new URI(text);
      if (uri.getScheme() == null || !SCHEMES.contains(uri.getScheme())) {
        throw malformed();
      }
      return uri;
    } catch (URISyntaxException e) {
      // Its message would show the password.
      throw malformed();
    }
  }

  private static StoreException malformed() {
    return new StoreException(
        "Not the address of a database. Write postgresql://USER@HOST:PORT/DATABASE");
  }

  private static void parameters(@Nullable String query, Properties properties) {
    if (query == null) {
      return;
    }
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw malformed();
      }
      properties.setProperty(
          decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
    }
  }

  private static void credentials(@Nullable String info, Properties properties) {
    if (info == null) {
      return;
    }
    int colon = info.indexOf(':');
    properties.setProperty("user", decoded(colon < 0 ? info : info.substring(0, colon)));
    if (colon >= 0) {
      properties.setProperty("password", decoded(info.substring(colon + 1)));
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  String jdbcUrl() {
    return jdbcUrl;
  }

  /** What the driver is told besides; a copy. */
  Properties properties() {
    Properties copy = new Properties();
    copy.putAll(properties);
    return copy;
  }

  /** Without user, password and parameters. */
  @Override
  public String toString() {
    return shown;
  }
}
