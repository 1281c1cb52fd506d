package org.noports.protocol.verb;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.AtSign;

/** Reads the verbs that read (atprotocol.md 3.4). Pure. */
final class ReadCommands {
  private ReadCommands() {}

  /** The page is read and means nothing. */
  static Scan scan(LineCursor line) {
    boolean commitLog = line.takeWord("cl");
    boolean showHidden = false;
    if (line.take(":showhidden:")) {
      showHidden = flag(line);
    }
    AtSign forAtSign = null;
    if (line.take(":@")) {
      forAtSign = line.atSign(line.token());
    }
    line.numberNamed("page");
    String regex = null;
    if (line.isAt(' ')) {
      line.expect(' ');
      regex = line.untilBlankOr(' ');
    }
    line.expectEnd();
    return new Scan(commitLog, showHidden, forAtSign, regex);
  }

  static Lookup lookup(LineCursor line) {
    line.expect(':');
    boolean bypassCache = bypassCache(line, 2);
    Mode mode = mode(line, 2);
    String key = line.upTo(line.lastAt());
    if (key.length() < 2 || key.startsWith(":")) {
      throw line.fail();
    }
    AtSign owner = line.markedAtSign();
    line.expectEnd();
    return new Lookup(bypassCache, mode, key, owner);
  }

  static PublicLookup publicLookup(LineCursor line) {
    line.expect(':');
    boolean bypassCache = bypassCache(line, 1);
    Mode mode = mode(line, 1);
    String key = line.untilBlankOr('@');
    AtSign owner = line.markedAtSign();
    line.expectEnd();
    return new PublicLookup(bypassCache, mode, key, owner);
  }

  static LocalLookup localLookup(LineCursor line) {
    line.expect(':');
    Mode mode = mode(line, 2);
    boolean cached = line.takeBeforeKey("cached:", 2);
    boolean isPublic = line.takeBeforeKey("public:", 2);
    @Nullable AtSign sharedWith = isPublic ? null : line.recipientBeforeKey(2);
    String key = line.looseKeyOrMark();
    AtSign owner = line.markedAtSign();
    line.expectEnd();
    return new LocalLookup(mode, cached, isPublic, sharedWith, key, owner);
  }

  /** With anything but true and false behind it the word is the beginning of a key. */
  private static boolean bypassCache(LineCursor line, int shortestKey) {
    boolean bypass = line.takeBeforeKey("bypassCache:true:", shortestKey);
    if (!bypass) {
      line.takeBeforeKey("bypassCache:false:", shortestKey);
    }
    return bypass;
  }

  private static Mode mode(LineCursor line, int shortestKey) {
    if (line.takeBeforeKey(Mode.META.prefix(), shortestKey)) {
      return Mode.META;
    }
    return line.takeBeforeKey(Mode.ALL.prefix(), shortestKey) ? Mode.ALL : Mode.VALUE;
  }

  private static boolean flag(LineCursor line) {
    if (line.take("true")) {
      return true;
    }
    if (line.take("false")) {
      return false;
    }
    throw line.fail();
  }
}
