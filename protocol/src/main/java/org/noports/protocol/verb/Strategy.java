package org.noports.protocol.verb;

import org.jspecify.annotations.Nullable;

/** Whether all notifications are kept or only the latest of a notifier. */
public enum Strategy {
  ALL("all"),
  LATEST("latest");

  private final String text;

  Strategy(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  static @Nullable Strategy named(String text) {
    for (Strategy strategy : values()) {
      if (strategy.text.equalsIgnoreCase(text)) {
        return strategy;
      }
    }
    return null;
  }
}
