package org.noports.cli;

/** The one entry point: the first argument names the program. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(args.length == 0 ? 1 : 0);
  }
}
