package org.noports.cli.admin;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.noports.atclient.AtClientException;
import org.noports.policy.PolicyEvent;
import org.noports.policy.PolicyException;
import org.noports.policy.PolicyGroup;
import org.noports.policy.PolicyLog;
import org.noports.policy.StoredGroups;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonValue;

/**
 * The requests of cli.md 19 with the statuses of sessions.md 7.5: what cannot be done is 400 with a
 * text, a body that is no group and a number that is not the path's are 500. Thread-safe.
 */
final class AdminApi {
  static final String PREFIX = "/api/policy/";
  private static final Pattern GROUP = Pattern.compile("/api/policy/group/([!-~&&[^/]]{1,100})");

  private final StoredGroups groups;
  private final PolicyLog log;

  AdminApi(StoredGroups groups, PolicyLog log) {
    this.groups = groups;
    this.log = log;
  }

  HttpReply answer(HttpRequest request) throws InterruptedException {
    try {
      return switch (request.path()) {
        case "/api/policy/group", "/api/policy/group/" -> all(request);
        case "/api/policy/logs" -> {
          requireGet(request);
          yield HttpReply.json(array(log.lastDay().stream().map(PolicyEvent::toJson).toList()));
        }
        default -> {
          Matcher one = GROUP.matcher(request.path());
          if (!one.matches()) {
            throw new HttpProblem(404, "There is nothing at " + request.path());
          }
          yield one(request, one.group(1));
        }
      };
    } catch (PolicyException e) {
      throw new HttpProblem(400, String.valueOf(e.getMessage()));
    } catch (AtClientException e) {
      throw new HttpProblem(500, "The atServer: " + e.getMessage());
    }
  }

  private HttpReply all(HttpRequest request) throws InterruptedException {
    return switch (request.method()) {
      case "GET", "HEAD" ->
          HttpReply.json(array(groups.groups().stream().map(PolicyGroup::toJson).toList()));
      case "POST" -> HttpReply.json(groups.create(group(request)).toJson());
      default -> throw notAllowed(request);
    };
  }

  private HttpReply one(HttpRequest request, String id) throws InterruptedException {
    return switch (request.method()) {
      case "GET", "HEAD" -> {
        PolicyGroup group = groups.group(id);
        if (group == null) {
          throw unknown(id);
        }
        yield HttpReply.json(group.toJson());
      }
      case "PUT" -> {
        PolicyGroup group = group(request);
        if (!id.equals(group.id())) {
          throw new HttpProblem(500, "The id of the group is not that of the path");
        }
        yield HttpReply.json(groups.update(group).toJson());
      }
      case "DELETE" -> {
        if (!groups.delete(id)) {
          throw unknown(id);
        }
        yield HttpReply.text(200, "");
      }
      default -> throw notAllowed(request);
    };
  }

  private static PolicyGroup group(HttpRequest request) {
    try {
      return PolicyGroup.parse(Json.parseObject(request.body()));
    } catch (ProtocolException e) {
      throw new HttpProblem(500, "This is no group: " + e.getMessage());
    }
  }

  private static JsonArray array(List<JsonObject> objects) {
    return new JsonArray(objects.stream().<JsonValue>map(one -> one).toList());
  }

  private static void requireGet(HttpRequest request) {
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      throw notAllowed(request);
    }
  }

  private static HttpProblem unknown(String id) {
    return new HttpProblem(404, "No group with id " + id);
  }

  private static HttpProblem notAllowed(HttpRequest request) {
    return new HttpProblem(405, "%s is not for %s".formatted(request.method(), request.path()));
  }
}
