package org.noports.policy;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClient;
import org.noports.atclient.AtClientException;
import org.noports.atclient.ClientClosed;
import org.noports.atclient.NotifyOptions;
import org.noports.atclient.ReceivedNotification;
import org.noports.atclient.Subscription;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.Json;
import org.noports.protocol.name.AtKey;

/**
 * The groups that the policy atSign's atServer stores, as they were when they last changed
 * (sessions.md 7.5): encrypted for the atSign itself, each under its number. Every change is
 * notified to the atSign, so that all programs that work with the groups know it; what was missed
 * is read every {@link #AT_LEAST_EVERY}.
 *
 * <p>Threads: one hears of changes, one reads and writes, so that writers never cross. Thread-safe.
 */
public final class StoredGroups implements AutoCloseable {
  static final Duration AT_LEAST_EVERY = Duration.ofMinutes(5);
  private static final Duration MONITOR_LIMIT = Duration.ofSeconds(30);
  private static final int MOST_GROUPS = 10_000;
  private static final NotifyOptions TOLD = NotifyOptions.lasting(Duration.ofHours(1));
  private static final Logger LOG = System.getLogger(StoredGroups.class.getName());

  private final AtClient client;
  private final String family;
  private final Pattern keys;
  private final Subscription changes;
  private final ExecutorService store =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("policy groups").factory());

  /** By number; replaced as a whole by the store's thread. */
  private volatile List<PolicyGroup> groups = List.of();

  private StoredGroups(AtClient client, String namespace) {
    this.client = client;
    this.family = ".groups.policy." + namespace;
    this.keys = Pattern.compile("(?:^|:)([1-9][0-9]{0,8})" + Pattern.quote(family) + "@.*");
    this.changes = client.subscribe(Pattern.compile(Pattern.quote(family + "@")));
  }

  /**
   * Reads the groups and follows their changes; {@link AtClientException} when they cannot be read.
   * The atClient stays the caller's.
   *
   * @param namespace of the records, {@code sshnp} mostly
   */
  public static StoredGroups open(AtClient client, String namespace) throws InterruptedException {
    StoredGroups stored = new StoredGroups(client, namespace);
    boolean open = false;
    try {
      client.awaitMonitoring(MONITOR_LIMIT);
      stored.inTurn(stored::read);
      Thread.ofVirtual().name("policy group changes").start(stored::follow);
      open = true;
      return stored;
    } finally {
      if (!open) {
        stored.close();
      }
    }
  }

  /** All of them, by number. */
  public List<PolicyGroup> groups() {
    return groups;
  }

  /** The one with this number; null when there is none. */
  public @Nullable PolicyGroup group(String id) {
    return groups.stream().filter(group -> id.equals(group.id())).findFirst().orElse(null);
  }

  /** Stores a new group; it has a number then. {@link PolicyException} when its name is taken. */
  public PolicyGroup create(PolicyGroup group) throws InterruptedException {
    if (group.id() != null) {
      throw new PolicyException("A new group must not have an id");
    }
    return inTurn(() -> {
      read();
      requireFree(group);
      if (groups.size() >= MOST_GROUPS) {
        throw new PolicyException("There are %d groups, which is the limit".formatted(MOST_GROUPS));
      }
      int last = groups.isEmpty() ? 0 : number(groups.getLast());
      PolicyGroup numbered = group.withId(String.valueOf(last + 1));
      write(numbered);
      return numbered;
    });
  }

  /** Stores the group in place of the one with its number. */
  public PolicyGroup update(PolicyGroup group) throws InterruptedException {
    String id = group.id();
    return inTurn(() -> {
      read();
      if (id == null || group(id) == null) {
        throw new PolicyException("No group with id " + id);
      }
      requireFree(group);
      write(group);
      return group;
    });
  }

  /** Takes the group away; false when there is none. */
  public boolean delete(String id) throws InterruptedException {
    return inTurn(() -> {
      read();
      if (group(id) == null) {
        return false;
      }
      client.delete(AtKey.self(id + family, client.atSign()));
      read();
      tell(() -> client.notifyDeleted(AtKey.shared(client.atSign(), id + family, client.atSign())));
      return true;
    });
  }

  private void requireFree(PolicyGroup group) {
    for (PolicyGroup other : groups) {
      if (other.name().equals(group.name()) && !String.valueOf(other.id()).equals(group.id())) {
        throw new PolicyException("There is a group with the name " + group.name());
      }
    }
  }

  private void write(PolicyGroup group) {
    String text = group.toJson().canonical();
    client.put(AtKey.self(group.id() + family, client.atSign()), text);
    read();
    tell(() ->
        client.notify(
            AtKey.shared(client.atSign(), group.id() + family, client.atSign()), text, TOLD));
  }

  /** The others find out later when this fails. */
  private static void tell(Runnable notification) {
    try {
      notification.run();
    } catch (AtClientException e) {
      LOG.log(Level.WARNING, "A change of a group was stored, but not told", e);
    }
  }

  /** What cannot be understood permits nothing. */
  private @Nullable Void read() {
    TreeMap<Integer, PolicyGroup> found = new TreeMap<>();
    for (String key : client.scan(null, family.replace(".", "\\.") + "@")) {
      Matcher matcher = keys.matcher(key);
      if (matcher.matches() && key.indexOf(':') < 0) {
        PolicyGroup group = read(matcher.group(1));
        if (group != null) {
          found.put(number(group), group);
        }
      }
    }
    groups = List.copyOf(found.values());
    return null;
  }

  private @Nullable PolicyGroup read(String id) {
    String text = client.get(AtKey.self(id + family, client.atSign()));
    if (text == null) {
      return null; // Deleted since.
    }
    try {
      return PolicyGroup.parse(Json.parseObject(text)).withId(id);
    } catch (ProtocolException e) {
      LOG.log(Level.ERROR, () -> "Group %s permits nothing: %s".formatted(id, e.getMessage()));
      return null;
    }
  }

  private static int number(PolicyGroup group) {
    return Integer.parseInt(String.valueOf(group.id()));
  }

  private void follow() {
    try {
      while (true) {
        ReceivedNotification change = changes.poll(AT_LEAST_EVERY);
        if (change != null && !change.from().equals(client.atSign())) {
          continue;
        }
        while (changes.poll(Duration.ZERO) != null) {
          LOG.log(Level.DEBUG, "One reading serves several changes");
        }
        try {
          inTurn(this::read);
        } catch (AtClientException e) {
          LOG.log(Level.WARNING, "The groups cannot be read; the last known ones stay", e);
        }
      }
    } catch (ClientClosed e) {
      LOG.log(Level.DEBUG, e::getMessage);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private <T extends @Nullable Object> T inTurn(Callable<T> work) throws InterruptedException {
    Future<T> result = store.submit(work);
    try {
      return result.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        case null, default -> throw new PolicyException("the groups cannot be used", e);
      }
    }
  }

  /** Follows no more. Idempotent. */
  @Override
  public void close() {
    changes.close();
    store.shutdown();
  }
}
