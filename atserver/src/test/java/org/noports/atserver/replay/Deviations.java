package org.noports.atserver.replay;

import java.util.List;
import java.util.Map;

/**
 * Where this server answers otherwise than the recorded one, on purpose. This is the whole list: a
 * case that is not here has equal answers.
 */
final class Deviations {
  /**
   * Other answers to some exchanges of a case.
   *
   * @param answers by the number of the exchange in the case, from 0; a regular expression over the
   *     normalised answer
   */
  record Deviation(String reason, Map<Integer, String> answers) {}

  private static final String NEWEST =
      "the newest metadata grammar is accepted (atprotocol.md, consequence of 3.16.3)";
  private static final String KEPT =
      "bad input is answered AT0003 and the connection kept (9.1, item 24)";
  private static final String NEEDS_LOGIN = "needs a login (9.1, items 8 and 9)";
  private static final String LINES = "lines are carried out one by one (2.2)";
  private static final String UTF8 = "a line that is not UTF-8 is answered AT0003 (2.2)";
  private static final String LOGIN_ERROR =
      "error:AT0401-Exception: Command cannot be executed without auth\n@";

  static final Map<String, Deviation> ALL =
      Map.ofEntries(
          Map.entry(
              "from-clientconfig-no-version",
              deviation(
                  "a client configuration needs no version (3.3.1)",
                  1,
                  "data:_<id>@alice:<id>\n@")),
          Map.entry(
              "pkam-not-base64",
              deviation(KEPT, 2, "error:AT0401-Exception: pkam authentication failed\n@")),
          Map.entry(
              "update-pubkeyhash-form-new",
              new Deviation(
                  NEWEST,
                  Map.of(
                      0,
                      "data:commit\\+0\n@alice@",
                      1,
                      "data:\\{.*\"pubKeyHash\":\\{\"hash\":\"abcd\",\"hashingAlgo\":\"sha256\"\\}"
                          + "\\}\\}\n@alice@",
                      2,
                      "data:commit\\+1\n@alice@"))),
          Map.entry(
              "update-newest-metadata",
              new Deviation(
                  NEWEST + "; immutable keys change only by force",
                  Map.of(
                      0,
                      "data:commit\\+0\n@alice@",
                      1,
                      "error:AT0016-Invalid key : Cannot update immutable key: .*\n@alice@",
                      2,
                      "error:AT0016-Invalid key : Cannot delete immutable key: .*\n@alice@",
                      3,
                      "data:commit\\+1\n@alice@"))),
          Map.entry(
              "update-timestamps-metadata",
              new Deviation(
                  NEWEST,
                  Map.of(
                      0,
                      "data:commit\\+0\n@alice@",
                      1,
                      "data:\\{.*\"createdAt\":\"<time>\".*\\}\n@alice@",
                      2,
                      "data:commit\\+1\n@alice@"))),
          Map.entry(
              "update-json-bad",
              new Deviation(
                  KEPT,
                  Map.of(0, "error:AT0003-Invalid syntax : .*\n@alice@", 1, "data:ok\n@alice@"))),
          Map.entry(
              "update-meta",
              new Deviation(
                  "update:meta asks for the same right as update (G1 refuses every enrollment)",
                  Map.of(
                      1,
                      "data:commit\\+1\n@alice@",
                      2,
                      "data:\\{\"key\":\"mm.recns@alice\",\"data\":\"v\",\"metaData\":\\{.*"
                          + "\"version\":1,\"ttl\":0,\"isBinary\":false,\"isEncrypted\":false\\}\\}"
                          + "\n@alice@",
                      3,
                      "error:AT0015-key not found : nomm.recns@alice does not exist in keystore"
                          + "\n@alice@",
                      4,
                      "data:commit\\+2\n@alice@"))),
          Map.entry("notify-status-anonymous", deviation(NEEDS_LOGIN, 1, LOGIN_ERROR)),
          Map.entry("notify-all-anonymous", deviation(NEEDS_LOGIN, 1, LOGIN_ERROR)),
          Map.entry("anonymous-notify:list", deviation(NEEDS_LOGIN, 1, LOGIN_ERROR)),
          Map.entry("notify-list-pol", deviation(NEEDS_LOGIN, 0, LOGIN_ERROR)),
          Map.entry(
              "notify-pol-receive",
              deviation(
                  "ids belong to their sender: the same one again is acknowledged and dropped",
                  1,
                  "data:success\n@bob@")),
          Map.entry(
              "stats-16",
              deviation(
                  "16 and 17 are statistics since 3.7",
                  0,
                  "data: \\[\\{\"id\":\"16\".*\\}\\]\n@alice@")),
          Map.entry(
              "sync-without-limit",
              deviation("a limit is optional since 3.1.0", 0, "data:\\[.*\\]\n@alice@")),
          Map.entry(
              "config-print",
              deviation(
                  "no testing mode: settings don't go over the wire",
                  0,
                  "data:testing mode disabled by default\n@alice@")),
          Map.entry(
              "config-set-bad",
              deviation(
                  "no testing mode: settings don't go over the wire",
                  0,
                  "data:testing mode disabled by default\n@alice@")),
          Map.entry(
              "stream-verb",
              deviation("not offered (3.10)", 0, "error:AT0003-Invalid syntax : .*\n@alice@")),
          Map.entry(
              "enroll-bad-json",
              new Deviation(
                  KEPT,
                  Map.of(0, "error:AT0003-Invalid syntax : .*\n@alice@", 1, "data:ok\n@alice@"))),
          Map.entry("invalid-utf8", deviation(UTF8, 1, "error:AT0003-Exception: .*\n@")),
          Map.entry(
              "invalid-utf8-value",
              deviation(UTF8, 0, "error:AT0003-Invalid syntax : .*\n@alice@")),
          Map.entry(
              "two-commands-one-write",
              deviation(
                  LINES, 1, "data:ok\n@data:\\{\"version\":<v>,\"uptimeAsMillis\":<t>\\}\n@")),
          Map.entry(
              "trailing-text-after-lf",
              new Deviation(LINES, Map.of(1, "data:ok\n@", 2, "data:ok\n@"))),
          Map.entry(
              "http-get", deviation(LINES, 1, "(error:AT0003-Exception: invalid command\n@){3}")));

  /**
   * Lists that depend on what else is stored: only their form is compared, and that they end with
   * the prompt.
   */
  static final Map<String, String> LISTS =
      Map.ofEntries(
          list("scan-anonymous"),
          list("scan-pkam-alice"),
          list("scan-showhidden-pkam-alice"),
          list("scan-regex-pkam-alice"),
          list("scan-uppercase-regex"),
          list("scan-for-bob"),
          list("notify-list"),
          list("notify-list-regex"),
          list("sync-from-start-limit-5"),
          list("sync-from-0-limit-2"),
          list("sync-regex"),
          list("sync-skipdeletes"),
          Map.entry("info-pkam-alice", "data:\\{.*\"apkam_metadata\":\\{.*\\}\\}\n@alice@"),
          Map.entry(
              "enroll-list", "data:\\{\".*\\.new\\.enrollments\\.__manage@alice\":.*\\}\n@alice@"),
          Map.entry("keys-get-by-name", "data:\\{\"value\":\"[^\"]+\"\\}\n@alice@"),
          // One of digits alone is taken for a commit id by what makes answers comparable.
          Map.entry("otp-get-ttl", "data:(?:[A-Z1-9]{6}|commit\\+\\d+)\n@alice@"),
          Map.entry(
              "stats",
              "data: \\[\\{\"id\":\"1\",\"name\":\"activeInboundConnections\".*\\}\\]\n@alice@"),
          Map.entry(
              "stats-3",
              "data: \\[\\{\"id\":\"3\",\"name\":\"lastCommitID\",\"value\":\"\\d+\"\\}\\]\n@alice@"),
          Map.entry(
              "stats-7-8-10-11",
              "data: \\[\\{\"id\":\"7\".*\"LastPkam\".*\"createdOn.*\\}\\]\n@alice@"));

  private Deviations() {}

  private static Deviation deviation(String reason, int exchange, String answer) {
    return new Deviation(reason, Map.of(exchange, answer));
  }

  private static Map.Entry<String, String> list(String name) {
    return Map.entry(name, "data:\\[.*\\]\n@(alice@)?");
  }

  /** Cases of verbs that do not exist yet. */
  static final List<String> NOT_BUILT = List.of();
}
