package org.noports.protocol.json;

/** A JSON string. */
public record JsonString(String value) implements JsonValue {}
