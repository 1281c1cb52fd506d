package org.noports.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientException;
import org.noports.atclient.ClientClosed;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;

/**
 * What daemons tell this client of their devices without being asked: the records they share with
 * their managers (sessions.md 6.4). Stateless.
 */
final class SharedDevices {
  private static final String RECORDS = "device_info\\.[a-z0-9_][a-z0-9_\\-]{0,35}\\.sshnp";
  private static final Pattern NAME =
      Pattern.compile("(?:device_info|heartbeat)\\.([a-z0-9_][a-z0-9_-]{0,35})\\.sshnp");
  private static final Logger LOG = System.getLogger(SharedDevices.class.getName());

  private SharedDevices() {}

  /** The atSigns whose daemons share devices. */
  static Set<AtSign> owners(SessionEdge edge) {
    Set<AtSign> owners = new TreeSet<>();
    for (AtKey key : keys(edge, null)) {
      AtSign owner = key.owner();
      if (owner != null && !owner.equals(edge.atSign())) {
        owners.add(owner);
      }
    }
    return owners;
  }

  /** The devices one atSign shares; none when its server can't be reached. */
  static List<DeviceName> of(AtSign owner, SessionEdge edge) {
    try {
      return keys(edge, owner).stream()
          .map(key -> name(key.name()))
          .filter(name -> name != null)
          .distinct()
          .toList();
    } catch (ClientClosed e) {
      throw e;
    } catch (AtClientException | ProtocolException e) {
      LOG.log(Level.WARNING, () -> "The devices of " + owner + " can't be listed", e);
      return List.of();
    }
  }

  /**
   * The device that a record, or the answer to a ping, is about; null when it is something else.
   */
  static @Nullable DeviceName name(String key) {
    Matcher matcher = NAME.matcher(key);
    return matcher.matches() ? DeviceName.of(matcher.group(1)) : null;
  }

  private static List<AtKey> keys(SessionEdge edge, @Nullable AtSign owner) {
    List<AtKey> keys = new ArrayList<>();
    for (String text : edge.scan(owner, RECORDS)) {
      keys.add(AtKey.parse(text));
    }
    return keys;
  }
}
