package org.noports.protocol.verb;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/** The pieces a verb's lines are put together of, right ones and wrong ones, place by place. */
enum LinePieces {
  FROM(
      "from",
      "",
      "from:",
      "@alice|alice||@|@@a|@a b|@😀|@al.ice",
      "||:clientConfig:{\"a\":1}|:clientConfig:{}|:clientConfig:|:clientconfig:{ }|:x"),
  CRAM("cram", "", "cram:", "|abc|a b|:|a@b:c"),
  PKAM(
      "pkam",
      "",
      "pkam:",
      "||signingAlgo:rsa2048:|signingAlgo:ecc_secp256r1:|signingAlgo:x:|signingalgo:RSA2048:",
      "||hashingAlgo:sha256:|hashingAlgo:sha512:|hashingAlgo:md5:",
      "|enrollmentId:8cf6-1:|enrollmentId::|enrollmentId:a b:|enrollmentId:a:b:|enrollmentId:x",
      "|c2ln==|a:b|a b"),
  NOOP("noop", "", "noop", "|:", "0|00|4999||-1|1.5|x| 1|1 "),
  SCAN(
      "scan",
      "",
      "scan",
      "||:showhidden:true|:showHidden:FALSE|:showhidden:x|:showhidden",
      "||:@bob|:@|:bob|:@b@c",
      "||:page:1|:page:|:page:x",
      "| x| .*\\.ns@| x y|  x|:x| "),
  LLOOKUP(
      "llookup",
      "",
      "llookup",
      "||:meta|:all|:META|:x",
      "||:cached",
      "{scope}",
      "{key}",
      "{owner}"),
  PLOOKUP(
      "plookup",
      "",
      "plookup",
      "||:bypassCache:true|:bypassCache:false|:bypasscache:x",
      "||:meta|:all",
      "|:cached|:public",
      "{key}",
      "{owner}"),
  LOOKUP(
      "lookup",
      "",
      "lookup",
      "||:bypassCache:true|:bypassCache:false|:bypasscache:x",
      "||:meta|:all",
      "||:@bob|:public",
      "{key}",
      "{owner}"),
  /** An owner is needed for all but one key; json and meta lead elsewhere. */
  UPDATE(
      "update",
      ":tt[lb]:-1|^update:(json|meta):|^[^@]* |^update(:\\w+:[\\w+/=-]+)*:@bob:[^@]* |:nc| v.*@",
      "update",
      "{metadata}",
      "{scope}",
      "{key}",
      "{owner}",
      "| v| v| |  v  w|:v|:|\tv"),
  UPDATE_META(
      "update:meta", ":tt[lb]:-1|a b@", "update:meta", "{scope}", "{key}", "{owner}", "{metadata}"),
  /** An owner is needed for all but one key. */
  DELETE(
      "delete",
      "^[^@]*$|^delete(:priority:\\w+)?(:cached)?:@bob:[^@]*$|^delete:(force|nc)|at_secret@",
      "delete",
      "|||:priority:low|:priority:HIGH|:priority:x",
      "||:cached",
      "{scope}",
      "{key}",
      "{owner}",
      "|| | v"),
  MONITOR(
      "monitor",
      "",
      "monitor",
      "||:strict|:Strict",
      "||:selfNotifications",
      "||:multiplexed",
      "||:5|:-5|:|:x",
      "|| .*| a b|  x| "),
  NOTIFY(
      "notify",
      ":tt[lb]:-1|^notify:(all|list|status|fetch|remove):",
      "notify",
      "||:id:ab-c_1|:id:|:id:a b|:id:a.b",
      "||:update|:delete|:append",
      "||:messageType:key|:messageType:text|:messageType:x",
      "||:priority:low|:priority:medium|:priority:x",
      "||:strategy:all|:strategy:x",
      "||:latestN:1|:latestN:x",
      "||:notifier:SYSTEM|:notifier:a@b|:notifier:",
      "||:ttln:60|:ttln:-1",
      "{metadata}",
      "{scope}",
      "{key}",
      "{owner}",
      "| v| v| |  v  w|:v|:|:a:b@c"),
  /** A day must be one; an expression may hold a colon. */
  NOTIFY_LIST(
      "notify:list",
      "2024-13-01|2024-:",
      "notify:list",
      "||:2024-01-31|:2024-1-2|:2024-|:2024-13-01",
      "|:2024-02-03",
      "|:x|:a.*b|:| "),
  NOTIFY_STATUS("notify:status", "", "notify:status", "|:", "|abc|a b|a:b|é"),
  NOTIFY_FETCH("notify:fetch", "", "notify:fetch", "|:", "|abc|a b|a:b"),
  NOTIFY_REMOVE("notify:remove", "", "notify:remove", "|:", "|abc|a_b-1|a b|a:b|é"),
  /** An empty number is none. */
  STATS(
      "stats",
      ":,",
      "stats",
      "|:|:3|:0|:03|:1,2|:1,02|:1,0|:15|:1,|:,1|:x|:1,2,3",
      "||:x|:|:a b| "),
  SYNC("sync:from", "", "sync:from", ":1|:-1|:|:-2|:01", ":limit:5|:limit:-1", "||:x|:.*a b|:| x"),
  /** A passcode that is put must be there. */
  OTP(
      "otp",
      "^otp:put(:ttl:\\d+)?$",
      "otp",
      ":get|:put|:x|",
      "||:abcdef|:abc|:abc_12|:abc-12|:é12345",
      "||:ttl:5|:ttl:|:ttl:-1");

  private static final List<String> SCOPES =
      choices("|||:public|:@bob|:@bob|:bob|:@|:@bob:public|:@bo b|:private");

  private static final List<String> KEYS =
      choices(
          ":x|:xy|:phone.wavi|:PHONE.wavi|:a:b|:a::b|::a|:|:a b|:é.ns|:privatekey:at_pkam_publickey"
              + "|:privatekey:at_secret|:ttl:5|:public:x|:cached:x.y|:all:x.y|:meta:x.y|:public|:all"
              + "|:_x.y|:x.y.|:😀x");

  private static final List<String> OWNERS =
      choices("@alice|@alice|@alice|@Alice|@||@a@b|@alice:|@ali ce|@😀");

  private static final List<List<String>> METADATA = metadata();

  private final String verb;
  private final Pattern differing;

  @SuppressWarnings("ImmutableEnumChecker") // A list of List.of.
  private final List<String> texts;

  /**
   * Places of a line.
   *
   * @param differing where this server reads another grammar than the expression, on purpose
   */
  LinePieces(String verb, String differing, String... places) {
    this.verb = verb;
    this.differing = Pattern.compile(differing.isEmpty() ? "(?!)" : differing);
    this.texts = List.of(places);
  }

  private static List<String> choices(String text) {
    return List.of(text.split("\\|", -1));
  }

  private static List<List<String>> metadata() {
    List<List<String>> places = new ArrayList<>();
    for (String number : List.of("ttl", "ttb", "ttr")) {
      places.add(choices("|||:" + number + ":5|:" + number + ":-1|:" + number + ":x"));
    }
    places.add(choices("|||:ccd:true|:ccd:maybe"));
    text(places, "dataSignature");
    text(places, "sharedKeyStatus");
    places.add(choices("|||:isBinary:true|:isBinary:no"));
    places.add(choices("|||:isEncrypted:false|:isEncrypted:0"));
    for (String name : List.of("sharedKeyEnc", "pubKeyCS", "encoding", "encKeyName", "encAlgo")) {
      text(places, name);
    }
    for (String name : List.of("ivNonce", "skeEncKeyName", "skeEncAlgo")) {
      text(places, name);
    }
    return places;
  }

  private static void text(List<List<String>> places, String name) {
    places.add(choices("|||||:" + name + ":ab+/c==|:" + name + ":|:" + name + ":a b"));
  }

  String verb() {
    return verb;
  }

  boolean differs(String line) {
    return differing.matcher(line).find();
  }

  /** A line; the more pieces it has, the more of them may be wrong. */
  String line(Random random) {
    double empty = random.nextDouble();
    StringBuilder line = new StringBuilder();
    for (List<String> place : places()) {
      boolean skipped = place.contains("") && random.nextDouble() < empty;
      line.append(skipped ? "" : place.get(random.nextInt(place.size())));
    }
    return line.toString().strip();
  }

  private List<List<String>> places() {
    List<List<String>> places = new ArrayList<>();
    for (String text : texts) {
      switch (text) {
        case "{scope}" -> places.add(SCOPES);
        case "{key}" -> places.add(KEYS);
        case "{owner}" -> places.add(OWNERS);
        case "{metadata}" -> places.addAll(METADATA);
        default -> places.add(choices(text));
      }
    }
    return places;
  }
}
