package org.noports.protocol.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

/**
 * Reads one JSON document (RFC 8259) by recursive descent, one character at a time. Used once, by
 * one thread. Messages name the place and never quote the text, which may hold secrets.
 */
final class JsonReader {
  private static final int END = -1;

  private final String text;
  private int at;

  JsonReader(String text) {
    this.text = text;
  }

  JsonValue document() {
    skipBlanks();
    JsonValue value = value(1);
    skipBlanks();
    if (at < text.length()) {
      throw fail("text after the value");
    }
    return value;
  }

  private JsonValue value(int depth) {
    if (depth > Json.MAX_DEPTH) {
      throw fail("nested deeper than " + Json.MAX_DEPTH);
    }
    return switch (peek()) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> new JsonString(string());
      case 't' -> literal("true", JsonBoolean.TRUE);
      case 'f' -> literal("false", JsonBoolean.FALSE);
      case 'n' -> literal("null", JsonNull.NULL);
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      case END -> throw fail("text ends where a value is expected");
      default -> throw fail("unexpected character");
    };
  }

  private JsonObject object(int depth) {
    LinkedHashMap<String, JsonValue> members = new LinkedHashMap<>();
    at++;
    skipBlanks();
    if (peek() == '}') {
      at++;
      return new JsonObject(members);
    }
    while (true) {
      if (peek() != '"') {
        throw fail("a member name is expected");
      }
      String name = string();
      skipBlanks();
      expect(':');
      skipBlanks();
      if (members.putIfAbsent(name, value(depth + 1)) != null) {
        throw fail("duplicate member name");
      }
      skipBlanks();
      if (peek() == '}') {
        at++;
        return new JsonObject(members);
      }
      expect(',');
      skipBlanks();
    }
  }

  private JsonArray array(int depth) {
    List<JsonValue> elements = new ArrayList<>();
    at++;
    skipBlanks();
    if (peek() == ']') {
      at++;
      return new JsonArray(elements);
    }
    while (true) {
      elements.add(value(depth + 1));
      skipBlanks();
      if (peek() == ']') {
        at++;
        return new JsonArray(elements);
      }
      expect(',');
      skipBlanks();
    }
  }

  private String string() {
    int start = ++at;
    while (true) {
      int c = peek();
      if (c == '"') {
        return text.substring(start, at++);
      }
      if (c == '\\') {
        return escapedString(start);
      }
      plainCharacter(c);
    }
  }

  private String escapedString(int start) {
    StringBuilder out = new StringBuilder(text.length() - start < 64 ? 64 : at - start + 64);
    out.append(text, start, at);
    while (true) {
      int c = peek();
      if (c == '"') {
        at++;
        return out.toString();
      }
      if (c == '\\') {
        at++;
        out.append(escape());
      } else {
        plainCharacter(c);
        out.append((char) c);
      }
    }
  }

  private void plainCharacter(int c) {
    if (c == END) {
      throw fail("text ends inside a string");
    }
    if (c < 0x20) {
      throw fail("control character inside a string");
    }
    at++;
  }

  private char escape() {
    int c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> (char) c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> hexCharacter();
      default -> throw fail("unknown escape");
    };
  }

  private char hexCharacter() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int c = peek();
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw fail("\\u needs four hexadecimal digits");
      }
      value = (value << 4) | digit;
      at++;
    }
    return (char) value;
  }

  private JsonNumber number() {
    int start = at;
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    if (peek() == '.') {
      at++;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
    }
    if (at - start > Json.MAX_NUMBER_LENGTH) {
      throw fail("number longer than " + Json.MAX_NUMBER_LENGTH + " characters");
    }
    return new JsonNumber(text.substring(start, at));
  }

  private void digits() {
    int start = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    if (at == start) {
      throw fail("a digit is expected");
    }
  }

  private JsonValue literal(String word, JsonValue value) {
    if (!text.startsWith(word, at)) {
      throw fail("unknown word");
    }
    at += word.length();
    return value;
  }

  private void expect(char c) {
    if (peek() != c) {
      throw fail("'" + c + "' is expected");
    }
    at++;
  }

  private void skipBlanks() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
        return;
      }
      at++;
    }
  }

  private int peek() {
    return at < text.length() ? text.charAt(at) : END;
  }

  private ProtocolException fail(String what) {
    return new ProtocolException(ErrorCode.AT0003, "JSON: " + what + " at character " + at);
  }
}
