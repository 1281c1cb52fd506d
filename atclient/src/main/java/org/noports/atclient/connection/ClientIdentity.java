package org.noports.atclient.connection;

import java.security.SecureRandom;
import java.util.UUID;
import org.noports.protocol.json.JsonObject;

/** What a client says about itself, and the ids it makes. */
public final class ClientIdentity {
  /**
   * A version above 3.0.37 asks for errors in JSON, which cannot be cut short (atclient.md 4.3).
   */
  private static final String VERSION = "3.3.0";

  private ClientIdentity() {}

  /** The clientConfig of a {@code from} (atclient.md 4.4), with an id of its own. */
  public static JsonObject config(SecureRandom random) {
    return JsonObject.builder().put("version", VERSION).put("clientId", uuid(random)).build();
  }

  /** A version 4 UUID in lower case, from the given source. */
  public static String uuid(SecureRandom random) {
    long high = (random.nextLong() & ~0xF000L) | 0x4000L;
    long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low).toString();
  }
}
