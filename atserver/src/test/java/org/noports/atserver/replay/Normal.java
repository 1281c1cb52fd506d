package org.noports.atserver.replay;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers without what differs from run to run (docs/spec/recordings/README.md, "Comparing"). One
 * object a case, because commit ids are compared by their differences.
 */
final class Normal {
  private static final Pattern COMMIT_ID = Pattern.compile("^data:(\\d+)\n");

  private @Nullable Long firstCommitId;

  String of(String answer) {
    return commitIds(answer)
        .replaceAll("pol1\\.[A-Za-z0-9_=-]+", "<id>")
        .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<id>")
        .replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3,6}Z", "<time>")
        .replaceAll("\"epochMillis\":\\d+", "\"epochMillis\":<n>")
        .replaceAll("\"version\":(null|\"[^\"]*\"),\"uptime", "\"version\":<v>,\"uptime")
        .replaceAll("\"uptimeAsWords\":\"[^\"]*\"", "\"uptimeAsWords\":<t>")
        .replaceAll("\"uptimeAsMillis\":\\d+", "\"uptimeAsMillis\":<t>")
        .replaceAll("[A-Za-z0-9+/]{342}==", "<cipher>")
        .replaceAll("MII[A-Za-z0-9+/=]{200,}", "<key>")
        .replaceAll("Invalid syntax\\. [^\"]*?(\"|\n(@|$)|$)", "Invalid syntax. <usage>$1");
  }

  private String commitIds(String answer) {
    Matcher matcher = COMMIT_ID.matcher(answer);
    if (!matcher.find()) {
      return answer;
    }
    long id = Long.parseLong(matcher.group(1));
    if (firstCommitId == null) {
      firstCommitId = id;
    }
    return "data:commit+" + (id - firstCommitId) + answer.substring(matcher.end() - 1);
  }
}
