package org.noports.atclient.activation;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.RegistrarProblem;
import org.noports.atclient.TrustRoots;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.wire.NetworkText;

/**
 * Who has created the atServer and knows its activation secret (atclient.md 6.1): it mails a code
 * to the atSign's owner and gives the secret for it. Always HTTPS with a checked certificate, since
 * the secret passes through it. Stateless; each call ends within its deadlines.
 */
public final class Registrar {
  /** The vendor's. */
  public static final String DEFAULT = "my.atsign.com";

  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+(:[0-9]{1,5})?");
  private static final Pattern CODE = Pattern.compile("[A-Z0-9]{4}");
  private static final String PATH = "/api/app/v3/authenticate/atsign";
  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final int LONGEST_ANSWER = 64 * 1024;
  private static final int OK = 200;

  private final String host;
  private final TrustRoots trust;
  private final @Nullable String authorization;

  /**
   * @param host with a port unless that is 443
   * @param authorization what the registrar wants of its programs; null for nothing
   * @throws IllegalArgumentException for what is no host
   */
  public Registrar(String host, TrustRoots trust, @Nullable String authorization) {
    String plain = host.strip().replaceFirst("^https://", "").replaceFirst("/$", "");
    if (!HOST.matcher(plain).matches()) {
      throw new IllegalArgumentException("'%s' is not a registrar's host[:port]".formatted(host));
    }
    this.host = plain;
    this.trust = trust;
    this.authorization = authorization;
  }

  /** Whether this can be a code: four letters or digits, in any case. */
  public static boolean isCode(String typed) {
    return CODE.matcher(upper(typed)).matches();
  }

  /** Has a code mailed to the atSign's owner. */
  public void mailCode(AtSign atSign) {
    JsonObject answer = post(PATH, atSign, question(atSign).build());
    String message = answer.optString("message");
    if (message == null || !message.contains("Sent Successfully")) {
      throw refused(atSign, message);
    }
  }

  /** The activation secret. */
  public String secret(AtSign atSign, String code) {
    JsonObject answer =
        post(PATH + "/activate", atSign, question(atSign).put("otp", upper(code)).build());
    String message = answer.optString("message");
    String key = answer.optString("cramkey");
    if (!"Verified".equals(message) || key == null) {
      throw refused(atSign, message);
    }
    String secret = key.substring(key.indexOf(':') + 1).strip();
    if (secret.isEmpty()) {
      throw new RegistrarProblem("%s gave no secret for %s".formatted(host, atSign));
    }
    return secret;
  }

  private static String upper(String code) {
    return code.strip().toUpperCase(Locale.ROOT);
  }

  private static JsonObject.Builder question(AtSign atSign) {
    return JsonObject.builder().put("atsign", atSign.bare());
  }

  private RegistrarProblem refused(AtSign atSign, @Nullable String message) {
    return new RegistrarProblem(
        "the registrar %s refused %s: %s"
            .formatted(
                host, atSign, message == null ? "no reason given" : NetworkText.escaped(message)));
  }

  private JsonObject post(String path, AtSign atSign, JsonObject question) {
    try {
      HttpsURLConnection connection =
          (HttpsURLConnection) URI.create("https://" + host + path).toURL().openConnection();
      try {
        connection.setSSLSocketFactory(trust.context().getSocketFactory());
        connection.setConnectTimeout((int) CONNECT.toMillis());
        connection.setReadTimeout((int) ANSWER.toMillis());
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestMethod("POST");
        connection.setRequestProperty("Content-Type", "application/json");
        if (authorization != null) {
          connection.setRequestProperty("Authorization", authorization);
        }
        connection.setDoOutput(true);
        try (OutputStream body = connection.getOutputStream()) {
          body.write(question.canonical().getBytes(StandardCharsets.UTF_8));
        }
        int status = connection.getResponseCode();
        if (status != OK) {
          throw new RegistrarProblem(
              "the registrar %s refused %s with HTTP status %d".formatted(host, atSign, status));
        }
        return answer(connection);
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      throw new RegistrarProblem(
          "the registrar %s cannot be asked about %s (%s); with the atSign's secret at hand,"
                  .formatted(host, atSign, e.getMessage())
              + " --cramkey does without it",
          e);
    }
  }

  private JsonObject answer(HttpsURLConnection connection) throws IOException {
    try (InputStream body = connection.getInputStream()) {
      byte[] bytes = body.readNBytes(LONGEST_ANSWER + 1);
      if (bytes.length > LONGEST_ANSWER) {
        throw new RegistrarProblem("the registrar %s answers too much".formatted(host));
      }
      return Json.parseObject(new String(bytes, StandardCharsets.UTF_8));
    } catch (ProtocolException e) {
      throw new RegistrarProblem(
          "the registrar %s answers what cannot be understood".formatted(host), e);
    }
  }
}
