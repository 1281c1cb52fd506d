package org.noports.atserver;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.InstantSource;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.record.Records;
import org.noports.atserver.store.Store;
import org.noports.atserver.store.Tenant;
import org.noports.protocol.name.AtSign;

/** Adds an atSign to the store and starts it, or leaves everything as it was. */
final class NewTenant {
  private static final String SECRET = "privatekey:at_secret";

  private NewTenant() {}

  /**
   * Where it is reached.
   *
   * @param socket null when it shares a port
   */
  record Place(int port, @Nullable ServerSocket socket) {}

  static void create(
      Store store,
      AtSign atSign,
      String cramSecret,
      InstantSource clock,
      Place place,
      BiConsumer<AtSign, @Nullable ServerSocket> start) {
    ServerSocket bound = place.socket();
    boolean started = false;
    try {
      if (!store.addTenant(new Tenant(atSign, place.port(), clock.instant()))) {
        throw new AtServerException(
            atSign + " or port " + place.port() + " is already in the store.");
      }
      new Records(atSign, store, clock).keep(SECRET, cramSecret);
      start.accept(atSign, bound);
      started = true;
    } finally {
      if (!started && bound != null) {
        close(bound);
      }
    }
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AtServerException("A port could not be given back: " + e.getMessage(), e);
    }
  }
}
