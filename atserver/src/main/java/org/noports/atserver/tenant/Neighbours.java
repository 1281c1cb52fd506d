package org.noports.atserver.tenant;

import static java.lang.System.Logger.Level.DEBUG;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.AtServerException;
import org.noports.atserver.HostPort;
import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Dispatcher;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.connection.Session;
import org.noports.atserver.delivery.DeliveryCommand;
import org.noports.atserver.delivery.Route;
import org.noports.atserver.directory.AtDirectory;
import org.noports.atserver.peer.PeerAnswer;
import org.noports.atserver.peer.PeerConnections;
import org.noports.atserver.record.RecordAnswer;
import org.noports.atserver.store.PendingDelivery;
import org.noports.atserver.store.StoredNotification;
import org.noports.atserver.store.StoredRecord;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.verb.CommandParser;
import org.noports.protocol.verb.Notify;

/**
 * The atServers of this process for each other: what one sends to another or asks it takes no
 * connection when the directory leads here (docs/atserver.md, "Neighbours"). What comes first
 * between two is an introduction, in place of the handshake of atprotocol.md 4.2: it asks the
 * directory and the other's block list, and both see the other's public key. It holds for a while,
 * as a connection would, and the block list is asked again every second.
 *
 * <p>Thread-safe. {@link #introduced} and {@link #offered} may block on the store only, the rest on
 * the directory and, for atServers elsewhere, on connections.
 */
public final class Neighbours implements Route {
  private static final System.Logger LOG = System.getLogger(Neighbours.class.getName());
  private static final Duration INTRODUCED_FOR = Duration.ofMinutes(10);
  private static final Duration BLOCKS_KNOWN_FOR = Duration.ofSeconds(1);

  /** With more pairs than this all are introduced anew. */
  private static final int INTRODUCTIONS = 50_000;

  private final AtDirectory directory;
  private final Function<AtSign, @Nullable HostPort> own;
  private final PeerConnections others;
  private final LongSupplier nanoTime;
  private final Map<AtSign, Neighbour> hosted = new ConcurrentHashMap<>();
  private final Map<PendingDelivery, Introduction> introductions = new ConcurrentHashMap<>();

  private record Neighbour(AtServer server, Dispatcher verbs) {}

  /** The atServer is the very one that was met: it may be gone or started anew. */
  private record Introduction(AtServer recipient, long since, long blocksAsked) {}

  /**
   * @param own where an atSign of this process is found, null for others
   * @param others the connections to atServers that are not here
   */
  public Neighbours(
      AtDirectory directory,
      Function<AtSign, @Nullable HostPort> own,
      PeerConnections others,
      LongSupplier nanoTime) {
    this.directory = directory;
    this.own = own;
    this.others = others;
    this.nanoTime = nanoTime;
  }

  /**
   * It runs here from now on.
   *
   * @param verbs carries out what others here ask it
   */
  public void add(AtServer server, Dispatcher verbs) {
    hosted.put(server.atSign(), new Neighbour(server, verbs));
  }

  /** It runs here no longer. */
  public void remove(AtSign atSign) {
    hosted.remove(atSign);
  }

  /** One that waited in the queue. */
  @Override
  public PeerAnswer notify(AtSign caller, AtSign peer, String line) {
    return as(caller, peer, line, others::notify);
  }

  /** One look-up or scan as the caller. */
  public PeerAnswer request(AtSign caller, AtSign peer, String line) {
    return as(caller, peer, line, others::request);
  }

  /** One look-up as nobody. */
  public PeerAnswer ask(AtSign peer, String line) {
    Neighbour asked = near(peer);
    return asked == null ? others.ask(peer, line) : answer(asked, Session.within(null), line);
  }

  private PeerAnswer as(AtSign caller, AtSign peer, String line, Route far) {
    Neighbour calling = hosted.get(caller);
    Neighbour called = calling == null ? null : near(peer);
    if (calling == null || called == null) {
      return far.notify(caller, peer, line);
    }
    if (introduced(caller, peer) == null && !introduce(calling.server(), called.server())) {
      return new PeerAnswer.Failed(ErrorCode.AT0008, peer + " does not talk to " + caller);
    }
    return answer(called, Session.within(caller), line);
  }

  private static PeerAnswer answer(Neighbour asked, Session session, String line) {
    try {
      return asked.verbs().answer(line, session) instanceof Answer.Data data
          ? new PeerAnswer.Data(data.payload())
          : new PeerAnswer.Failed(ErrorCode.AT0021, "no answer to a neighbour");
    } catch (Refusal e) {
      return PeerAnswer.Refused.within(e.code(), e.text());
    } catch (ProtocolException e) {
      return PeerAnswer.Refused.within(e.code(), String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new PeerAnswer.Failed(
          ErrorCode.AT0023, "interrupted while asking " + asked.server().atSign());
    }
  }

  /** The peer's atServer when it is here and the directory leads to it, null otherwise. */
  private @Nullable Neighbour near(AtSign peer) {
    Neighbour found = hosted.get(peer);
    HostPort here = found == null ? null : own.apply(peer);
    try {
      return here != null && here.equals(directory.lookUp(peer)) ? found : null;
    } catch (AtServerException e) {
      // Who calls the peer finds out, and repeats it.
      LOG.log(DEBUG, e.getMessage());
      return null;
    }
  }

  /**
   * The recipient's atServer when the two have been introduced and it does not block the sender.
   */
  @Nullable AtServer introduced(AtSign sender, AtSign recipient) {
    PendingDelivery pair = new PendingDelivery(sender, recipient);
    Introduction known = introductions.get(pair);
    if (known == null) {
      return null;
    }
    long now = nanoTime.getAsLong();
    Neighbour there = hosted.get(recipient);
    boolean holds =
        now - known.since() < INTRODUCED_FOR.toNanos()
            && there != null
            && there.server() == known.recipient();
    if (holds && now - known.blocksAsked() > BLOCKS_KNOWN_FOR.toNanos()) {
      holds = !known.recipient().blocklist().blocks(sender);
      introductions.replace(pair, known, new Introduction(known.recipient(), known.since(), now));
    }
    if (!holds) {
      introductions.remove(pair);
      return null;
    }
    return known.recipient();
  }

  /** False when the recipient blocks the sender. */
  private boolean introduce(AtServer sender, AtServer recipient) {
    if (recipient.blocklist().blocks(sender.atSign())) {
      return false;
    }
    showPublicKey(recipient, sender);
    showPublicKey(sender, recipient);
    recipient.visitors().count(sender.atSign().text());
    if (introductions.size() >= INTRODUCTIONS) {
      introductions.clear();
    }
    long now = nanoTime.getAsLong();
    introductions.put(
        new PendingDelivery(sender.atSign(), recipient.atSign()),
        new Introduction(recipient, now, now));
    return true;
  }

  private static void showPublicKey(AtServer owner, AtServer to) {
    StoredRecord key = owner.records().alive(AtKey.publicKey("publickey", owner.atSign()).text());
    if (key != null) {
      to.cache().sawPublicKey(owner.atSign(), RecordAnswer.all(key));
    }
  }

  /**
   * What a recipient that was introduced is to store for it; null when it refuses now: then it is
   * for the queue to repeat it.
   */
  static @Nullable StoredNotification offered(
      StoredNotification notification, AtServer recipient, Instant now) {
    try {
      return recipient
          .incoming()
          .checked(parsed(DeliveryCommand.line(notification, now)), notification.from());
    } catch (Refusal | ProtocolException e) {
      return null;
    }
  }

  private static Notify parsed(String line) {
    if (CommandParser.parse(line) instanceof Notify command) {
      return command;
    }
    throw new IllegalArgumentException("not a delivery");
  }
}
