package org.noports.cli.configfile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.noports.cli.output.FileTrouble;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * A config file as settings by path, such as {@code /network/ip}, each with its line. A list is its
 * elements with commas between, as on a command line; an empty value is none. Immutable.
 */
public final class ConfigFile {
  /** Far more than all keys need. */
  private static final int MAX_BYTES = 256 * 1024;

  private static final int MAX_DEPTH = 8;

  /** A few lines may stand for very many settings, by references. */
  private static final int MAX_SETTINGS = 1000;

  private final Path path;
  private final Map<String, Setting> settings;

  private ConfigFile(Path path, Map<String, Setting> settings) {
    this.path = path;
    this.settings = settings;
  }

  /** A value and the line it stands in, counted from 1. */
  public record Setting(String value, int line) {}

  /** ConfigProblem when it can't be read, is no YAML, or has another shape than settings have. */
  public static ConfigFile read(Path path) {
    String text;
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new ConfigProblem("%s: longer than %d bytes".formatted(path, MAX_BYTES));
      }
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ConfigProblem(path + ": not a text in UTF-8", e);
    } catch (IOException e) {
      throw new ConfigProblem("%s: cannot be read: %s".formatted(path, FileTrouble.of(e)), e);
    }
    return parse(path, text);
  }

  static ConfigFile parse(Path path, String text) {
    Map<String, Setting> settings = new LinkedHashMap<>();
    try {
      LoadSettings rules =
          LoadSettings.builder().setAllowDuplicateKeys(false).setCodePointLimit(MAX_BYTES).build();
      Optional<Node> root =
          new Composer(rules, new ParserImpl(rules, new StreamReader(rules, text))).getSingleNode();
      root.ifPresent(node -> new Collector(path, settings).collect("", node, 0));
    } catch (MarkedYamlEngineException e) {
      throw new ConfigProblem(
          at(path, e.getProblemMark()) + "not YAML: " + oneLine(e.getProblem()), e);
    } catch (YamlEngineException e) {
      throw new ConfigProblem(path + ": not YAML: " + oneLine(e.getMessage()), e);
    }
    return new ConfigFile(path, settings);
  }

  public Path path() {
    return path;
  }

  public Map<String, Setting> settings() {
    return settings;
  }

  private static String at(Path path, Optional<Mark> mark) {
    return mark.map(m -> "%s line %d: ".formatted(path, m.getLine() + 1)).orElse(path + ": ");
  }

  private static String oneLine(@Nullable String text) {
    return text == null ? "" : text.strip().lines().findFirst().orElse("");
  }

  /** Walks the document; what is neither a table, a list of values nor a value is refused. */
  private record Collector(Path path, Map<String, Setting> settings) {
    void collect(String prefix, Node node, int depth) {
      if (depth > MAX_DEPTH) {
        throw problem(node, "nested too deep");
      }
      switch (node) {
        case MappingNode table -> table(prefix, table, depth);
        case SequenceNode list -> put(prefix, list, String.join(",", values(prefix, list)));
        case ScalarNode value -> put(prefix, value, value.getValue());
        default -> throw problem(node, "neither a value, a list nor a table");
      }
    }

    private void table(String prefix, MappingNode table, int depth) {
      for (NodeTuple entry : table.getValue()) {
        if (!(entry.getKeyNode() instanceof ScalarNode key)) {
          throw problem(entry.getKeyNode(), "a key is a word");
        }
        collect(prefix + "/" + key.getValue(), entry.getValueNode(), depth + 1);
      }
    }

    private List<String> values(String prefix, SequenceNode list) {
      List<String> values = new ArrayList<>();
      for (Node element : list.getValue()) {
        if (!(element instanceof ScalarNode value)) {
          throw problem(element, prefix + " is a list of values");
        }
        values.add(value.getValue());
      }
      return values;
    }

    private void put(String prefix, Node node, String value) {
      if (prefix.isEmpty()) {
        if (!value.isEmpty()) {
          throw problem(node, "a config file is a table of keys");
        }
        return;
      }
      if (settings.size() >= MAX_SETTINGS) {
        throw problem(node, "more than %d settings".formatted(MAX_SETTINGS));
      }
      boolean none = value.isEmpty() || value.equals("null") || value.equals("~");
      if (settings.put(prefix, new Setting(none ? "" : value, line(node))) != null) {
        throw problem(node, prefix + " is set twice");
      }
    }

    private ConfigProblem problem(Node node, String text) {
      return new ConfigProblem(at(path, node.getStartMark()) + text);
    }

    private static int line(Node node) {
      return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }
  }
}
