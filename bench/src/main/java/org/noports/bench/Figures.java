package org.noports.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The figures of one run in the order they were measured, with a word on each. One thread. */
final class Figures {
  private record Figure(double value, String unit, String meaning) {}

  private final Map<String, Figure> figures = new LinkedHashMap<>();

  void put(String name, double value, String unit, String meaning) {
    figures.put(name, new Figure(value, unit, meaning));
    System.err.printf(Locale.ROOT, "  %-18s %s %s%n", name, number(value), unit);
  }

  double get(String name) {
    Figure figure = figures.get(name);
    if (figure == null) {
      throw new BenchException("no figure named " + name + " was measured before");
    }
    return figure.value();
  }

  /** The table: name, value, unit, meaning. */
  String table() {
    StringBuilder text = new StringBuilder();
    figures.forEach((name, figure) ->
        text.append(
            String.format(
                Locale.ROOT,
                "%-18s %10s %-8s %s%n",
                name,
                number(figure.value()),
                figure.unit(),
                figure.meaning())));
    return text.toString();
  }

  /** One JSON object, one line. */
  String json() {
    StringBuilder text = new StringBuilder("{");
    figures.forEach((name, figure) ->
        text.append(text.length() > 1 ? "," : "")
            .append('"')
            .append(name)
            .append("\":")
            .append(number(figure.value())));
    return text.append('}').toString();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : "%.3f", value);
  }
}
