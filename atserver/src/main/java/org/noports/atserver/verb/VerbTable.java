package org.noports.atserver.verb;

import java.time.Duration;
import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Dispatcher;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.connection.Session;
import org.noports.atserver.tenant.AtServer;
import org.noports.atserver.tenant.Counters;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.verb.Batch;
import org.noports.protocol.verb.Command;
import org.noports.protocol.verb.CommandParser;
import org.noports.protocol.verb.Config;
import org.noports.protocol.verb.Cram;
import org.noports.protocol.verb.Delete;
import org.noports.protocol.verb.Enroll;
import org.noports.protocol.verb.From;
import org.noports.protocol.verb.Info;
import org.noports.protocol.verb.Keys;
import org.noports.protocol.verb.LocalLookup;
import org.noports.protocol.verb.Lookup;
import org.noports.protocol.verb.Monitor;
import org.noports.protocol.verb.Noop;
import org.noports.protocol.verb.Notify;
import org.noports.protocol.verb.NotifyAll;
import org.noports.protocol.verb.NotifyFetch;
import org.noports.protocol.verb.NotifyList;
import org.noports.protocol.verb.NotifyRemove;
import org.noports.protocol.verb.NotifyStatus;
import org.noports.protocol.verb.Otp;
import org.noports.protocol.verb.Pkam;
import org.noports.protocol.verb.Pol;
import org.noports.protocol.verb.PublicLookup;
import org.noports.protocol.verb.Scan;
import org.noports.protocol.verb.Stats;
import org.noports.protocol.verb.Stream;
import org.noports.protocol.verb.Sync;
import org.noports.protocol.verb.To;
import org.noports.protocol.verb.Update;
import org.noports.protocol.verb.UpdateMeta;
import org.noports.protocol.verb.Verb;

/**
 * The one table of verbs (atprotocol.md 3.1). Prefix, grammar and required authentication stand in
 * {@link Verb} and {@link CommandParser}; {@link #carryOut} leads each command to its handler.
 * Immutable; handlers are called on connection threads and keep no state between commands.
 */
public final class VerbTable implements Dispatcher {
  private final AtServer server;
  private final FromHandler from;
  private final CramHandler cram;
  private final PkamHandler pkam;
  private final PolHandler pol;
  private final InfoHandler info;
  private final ScanHandler scan;
  private final LookupHandler lookup;
  private final LocalLookupHandler localLookup;
  private final PublicLookupHandler publicLookup;
  private final UpdateHandler update;
  private final UpdateMetaHandler updateMeta;
  private final DeleteHandler delete;
  private final NotifyHandler notify;
  private final NotifyAllHandler notifyAll;
  private final NotifyStatusHandler notifyStatus;
  private final NotifyListHandler notifyList;
  private final NotifyFetchHandler notifyFetch;
  private final NotifyRemoveHandler notifyRemove;
  private final MonitorHandler monitor;
  private final StatsHandler stats;
  private final SyncHandler sync;
  private final EnrollHandler enroll;
  private final OtpHandler otp;
  private final KeysHandler keys;
  private final ConfigHandler config;
  private final BatchHandler batch;
  private final ToHandler to;

  public VerbTable(AtServer server) {
    this.server = server;
    from = new FromHandler(server);
    cram = new CramHandler(server);
    pkam = new PkamHandler(server);
    pol = new PolHandler(server);
    info = new InfoHandler(server);
    scan = new ScanHandler(server);
    lookup = new LookupHandler(server);
    localLookup = new LocalLookupHandler(server);
    publicLookup = new PublicLookupHandler(server);
    update = new UpdateHandler(server);
    updateMeta = new UpdateMetaHandler(server);
    delete = new DeleteHandler(server);
    notify = new NotifyHandler(server);
    notifyAll = new NotifyAllHandler(notify);
    notifyStatus = new NotifyStatusHandler(server);
    notifyList = new NotifyListHandler(server);
    notifyFetch = new NotifyFetchHandler(server);
    notifyRemove = new NotifyRemoveHandler(server);
    monitor = new MonitorHandler(server);
    stats = new StatsHandler(server);
    sync = new SyncHandler(server);
    Passcodes passcodes = new Passcodes(server);
    enroll = new EnrollHandler(server, passcodes);
    otp = new OtpHandler(server, passcodes);
    keys = new KeysHandler(server);
    config = new ConfigHandler(server);
    batch = new BatchHandler(this);
    to = new ToHandler(server);
  }

  @Override
  public Answer answer(String sent, Session session) throws InterruptedException {
    waitForTurn(session);
    return answerAtOnce(sent, session);
  }

  /** As {@link #answer} for who is not to be slowed: another atServer of this process. */
  public Answer answerAtOnce(String sent, Session session) throws InterruptedException {
    String line = Verb.withoutBlanksInVerb(sent);
    Counters counters = server.shared().counters();
    try {
      Verb verb = Verb.of(line);
      counters.command(verb);
      requireAuthentication(verb, line, session);
      server.rights().of(session);
      return carryOut(CommandParser.parse(line), session);
    } catch (Refusal e) {
      counters.error(e.code());
      throw e;
    } catch (ProtocolException e) {
      counters.error(e.code());
      throw e;
    }
  }

  /** Who has not logged in gets only so many answers a second, however many connections it has. */
  private void waitForTurn(Session session) throws InterruptedException {
    if (!session.loggedIn()) {
      Duration pause = server.shared().addresses().pauseBeforeCommand(session.address());
      if (pause.isPositive()) {
        server.shared().counters().throttled();
        Thread.sleep(pause);
      }
    }
  }

  /** A missing authentication is reported before the syntax is looked at. */
  private static void requireAuthentication(Verb verb, String line, Session session) {
    boolean enough =
        switch (verb.access()) {
          case NONE -> true;
          case AUTHENTICATED -> session.isOwner();
          case AUTHENTICATED_OR_POL -> session.loggedIn();
        };
    if (!enough) {
      throw Refusal.of(ErrorCode.AT0401, verb.missingAuthentication(line));
    }
  }

  private Answer carryOut(Command command, Session session) throws InterruptedException {
    return switch (command) {
      case From c -> from.answer(c, session);
      case Cram c -> cram.answer(c, session);
      case Pkam c -> pkam.answer(c, session);
      case Pol c -> pol.answer(c, session);
      case Info c -> info.answer(c, session);
      case Noop c -> NoopHandler.answer(c);
      case Scan c -> scan.answer(c, session);
      case Lookup c -> lookup.answer(c, session);
      case LocalLookup c -> localLookup.answer(c, session);
      case PublicLookup c -> publicLookup.answer(c);
      case Update c -> update.answer(c, session);
      case UpdateMeta c -> updateMeta.answer(c, session);
      case Delete c -> delete.answer(c, session);
      case Notify c -> notify.answer(c, session);
      case NotifyAll c -> notifyAll.answer(c, session);
      case NotifyStatus c -> notifyStatus.answer(c, session);
      case NotifyList c -> notifyList.answer(c, session);
      case NotifyFetch c -> notifyFetch.answer(c, session);
      case NotifyRemove c -> notifyRemove.answer(c, session);
      case Monitor c -> monitor.answer(c, session);
      case Stats c -> stats.answer(c, session);
      case Sync c -> sync.answer(c, session);
      case Enroll c -> enroll.answer(c, session);
      case Otp c -> otp.answer(c, session);
      case Keys c -> keys.answer(c, session);
      case Config c -> config.answer(c, session);
      case Batch c -> batch.answer(c, session);
      case To c -> to.answer(c);
      case Stream _ -> throw Refusal.of(ErrorCode.AT0003, "Invalid syntax. stream is not offered");
    };
  }
}
