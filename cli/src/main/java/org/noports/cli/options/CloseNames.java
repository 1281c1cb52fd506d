package org.noports.cli.options;

import java.util.List;

/** Which names somebody may have meant who typed another: the longer ones, or those a slip away. */
final class CloseNames {
  private static final int MOST = 3;
  private static final int SLIPS = 2;

  /** Two dashes and less tell nothing. */
  private static final int SHORTEST = 4;

  private CloseNames() {}

  /** The likeliest, in the order of their letters. */
  static List<String> to(String typed, List<String> names) {
    if (typed.length() < SHORTEST) {
      return List.of();
    }
    List<String> longer = names.stream().filter(name -> name.startsWith(typed)).toList();
    return (longer.isEmpty()
            ? names.stream().filter(name -> slips(typed, name) <= SLIPS).toList()
            : longer)
        .stream().sorted().limit(MOST).toList();
  }

  /**
   * How many letters must be put in, left out or replaced; two that changed places are one slip.
   */
  private static int slips(String one, String other) {
    int[][] of = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        if (i == 0 || j == 0) {
          of[i][j] = i + j;
          continue;
        }
        boolean same = one.charAt(i - 1) == other.charAt(j - 1);
        int least = Math.min(of[i - 1][j], of[i][j - 1]) + 1;
        least = Math.min(least, of[i - 1][j - 1] + (same ? 0 : 1));
        if (i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1)) {
          least = Math.min(least, of[i - 2][j - 2] + 1);
        }
        of[i][j] = least;
      }
    }
    return of[one.length()][other.length()];
  }
}
