package org.noports.protocol.verb;

import org.noports.protocol.ProtocolException;

/**
 * Reads one command line: the newest grammar, verbs and parameter names without regard to case
 * (atprotocol.md chapter 3). By hand in one pass, because values reach ten megabytes. Pure and
 * thread-safe.
 */
public final class CommandParser {
  private CommandParser() {}

  /**
   * Reads a line without its line feed; white space around it does not count.
   *
   * @throws ProtocolException with the code and text a server answers: mostly AT0003, {@code
   *     invalid command} or {@code Invalid syntax. <usage>}
   */
  public static Command parse(String line) {
    String text = line.strip();
    OneLine.require(text);
    Verb verb = Verb.of(text);
    LineCursor cursor = new LineCursor(verb, text);
    return switch (verb) {
      case FROM -> ConnectionCommands.from(cursor);
      case CRAM -> ConnectionCommands.cram(cursor);
      case PKAM -> ConnectionCommands.pkam(cursor);
      case POL -> new Pol();
      case INFO -> new Info(Info.Kind.WORDS);
      case INFO_BRIEF -> new Info(Info.Kind.BRIEF);
      case INFO_MTLS -> new Info(Info.Kind.MTLS);
      case INFO_MTLS_BRIEF -> new Info(Info.Kind.MTLS_BRIEF);
      case NOOP -> ConnectionCommands.noop(cursor);
      case SCAN -> ReadCommands.scan(cursor);
      case LLOOKUP -> ReadCommands.localLookup(cursor);
      case PLOOKUP -> ReadCommands.publicLookup(cursor);
      case LOOKUP -> ReadCommands.lookup(cursor);
      case UPDATE_META -> WriteCommands.updateMeta(cursor);
      case UPDATE -> WriteCommands.update(cursor);
      case DELETE -> WriteCommands.delete(cursor);
      case NOTIFY_STATUS -> NotificationQueries.status(cursor);
      case NOTIFY_LIST -> NotificationQueries.list(cursor);
      case NOTIFY_FETCH -> NotificationQueries.fetch(cursor);
      case NOTIFY_REMOVE -> NotificationQueries.remove(cursor);
      case NOTIFY_ALL -> NotifyCommands.notifyAll(cursor);
      case NOTIFY -> NotifyCommands.notify(cursor);
      case MONITOR -> FollowCommands.monitor(cursor);
      case STATS -> FollowCommands.stats(cursor);
      case SYNC -> FollowCommands.sync(cursor);
      case ENROLL_REQUEST, ENROLL -> EnrollmentCommands.enroll(cursor);
      case OTP -> EnrollmentCommands.otp(cursor);
      case KEYS -> EnrollmentCommands.keys(cursor);
      case CONFIG -> OperatorCommands.config(cursor);
      case BATCH -> OperatorCommands.batch(cursor);
      case STREAM -> OperatorCommands.stream(cursor);
      case TO -> ConnectionCommands.to(cursor);
    };
  }
}
