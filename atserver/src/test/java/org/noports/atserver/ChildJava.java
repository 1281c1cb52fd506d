package org.noports.atserver;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a test starts another process with the classes of the tests. */
public final class ChildJava {
  private ChildJava() {}

  /** The words that start a main class. */
  public static List<String> command(Class<?> main, String... arguments) {
    return command(List.of(), main.getName(), arguments);
  }

  /** The same with more options of the virtual machine. */
  public static List<String> command(List<String> options, String main, String... arguments) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("--enable-native-access=ALL-UNNAMED");
    words.addAll(options);
    words.add("-cp");
    words.add(System.getProperty("java.class.path") + ":" + System.getProperty("jdk.module.path"));
    words.add(main);
    words.addAll(List.of(arguments));
    return words;
  }
}
