package org.noports.atserver.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How each known client finds the end of an answer in the records it gets (the table of
 * atprotocol.md 2.3), and what it takes the answer to be.
 */
enum KnownReader {
  /** The last line feed of what came, when a prompt follows it; prompts in front are cut off. */
  DART {
    @Override
    List<String> answers(List<String> records) {
      List<String> out = new ArrayList<>();
      StringBuilder text = new StringBuilder();
      for (String record : records) {
        text.append(record);
        int feed = text.lastIndexOf("\n");
        if (feed >= 0 && text.substring(feed + 1).startsWith("@")) {
          String payload = text.substring(0, feed);
          int colon = payload.indexOf(':');
          int prompt = colon < 0 ? -1 : payload.lastIndexOf('@', colon);
          out.add(payload.substring(prompt + 1));
          text.setLength(0);
        }
      }
      return withRest(out, text);
    }
  },

  /** The newest bytes hold a line feed; what follows it in the same record is dropped. */
  C {
    @Override
    List<String> answers(List<String> records) {
      List<String> out = new ArrayList<>();
      StringBuilder text = new StringBuilder();
      for (String record : records) {
        int end = firstOf(record, "[\n\r]");
        text.append(end < 0 ? record : record.substring(0, end));
        if (end >= 0) {
          out.add(text.toString());
          text.setLength(0);
        }
      }
      return withRest(out, text);
    }
  },

  /** Lines, at more than line feeds; the first word that begins an answer counts. */
  JAVA {
    @Override
    List<String> answers(List<String> records) {
      List<String> out = new ArrayList<>();
      List<String> lines =
          List.of(String.join("", records).split("\r\n|[\n\r\u0085\u2028\u2029]", -1));
      for (String line : lines.subList(0, lines.size() - 1)) {
        Matcher begin = Pattern.compile("data:|error:").matcher(line);
        out.add(begin.find() ? line.substring(begin.start()) : line);
      }
      return out;
    }
  },

  /** Records until one is a prompt or holds a line feed. */
  PYTHON {
    @Override
    List<String> answers(List<String> records) {
      List<String> out = new ArrayList<>();
      StringBuilder text = new StringBuilder();
      for (String record : records) {
        text.append(record);
        if (record.equals("@") || record.contains("\n")) {
          out.add(text.toString().replaceFirst("\n@([^@\\s]*@)?$", ""));
          text.setLength(0);
        }
      }
      return withRest(out, text);
    }
  },

  /** Up to the line feed; the rest of the record is dropped. */
  RUST {
    @Override
    List<String> answers(List<String> records) {
      return C.answers(records);
    }
  },

  /** The outbound side of old atServers: what begins and ends with a mark is an answer to pol. */
  OLD_ATSERVER {
    @Override
    List<String> answers(List<String> records) {
      List<String> out = new ArrayList<>();
      StringBuilder text = new StringBuilder();
      for (String record : records) {
        if (record.equals("@")) {
          continue;
        }
        if (text.isEmpty() && record.startsWith("@") && record.endsWith("@")) {
          out.add(record);
          continue;
        }
        text.append(record);
        if (record.contains("\n") && record.endsWith("@")) {
          out.add(text.substring(0, text.lastIndexOf("\n")));
          text.setLength(0);
        }
      }
      return withRest(out, text);
    }
  };

  /** What the client takes for answers; what it would still wait for is the last. */
  abstract List<String> answers(List<String> records);

  private static List<String> withRest(List<String> answers, StringBuilder rest) {
    if (!rest.isEmpty()) {
      answers.add("waits after: " + rest);
    }
    return answers;
  }

  private static int firstOf(String text, String regex) {
    Matcher matcher = Pattern.compile(regex).matcher(text);
    return matcher.find() ? matcher.start() : -1;
  }
}
