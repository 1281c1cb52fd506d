package org.noports.cli.activate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.noports.cli.options.CommandLines;
import org.noports.cli.options.UsageProblem;
import org.noports.protocol.enrollment.PendingEnrollment;
import picocli.CommandLine.Option;

/** Which enrolments are meant: regular expressions found in their names (cli.md 6.2). */
final class Selection {
  @Option(
      names = {"-A", "--arx"},
      paramLabel = "<regex>",
      description = "Those whose application's name has this.")
  private @Nullable String app;

  @Option(
      names = {"-D", "--drx"},
      paramLabel = "<regex>",
      description = "Those whose device's name has this.")
  private @Nullable String device;

  /** Both are needed where nobody looks at what is chosen. */
  void requireBoth() {
    pattern("--arx", CommandLines.mandatory("arx", app));
    pattern("--drx", CommandLines.mandatory("drx", device));
  }

  boolean isEmpty() {
    return app == null && device == null;
  }

  SequencedMap<String, PendingEnrollment> of(Map<String, PendingEnrollment> all) {
    Pattern apps = pattern("--arx", app);
    Pattern devices = pattern("--drx", device);
    SequencedMap<String, PendingEnrollment> chosen = new LinkedHashMap<>();
    all.forEach((id, one) -> {
      if (apps.matcher(one.appName()).find() && devices.matcher(one.deviceName()).find()) {
        chosen.put(id, one);
      }
    });
    return chosen;
  }

  private static Pattern pattern(String option, @Nullable String regex) {
    try {
      return Pattern.compile(regex == null ? "" : regex);
    } catch (PatternSyntaxException e) {
      throw new UsageProblem("Option %s: %s".formatted(option, e.getDescription()), e);
    }
  }
}
