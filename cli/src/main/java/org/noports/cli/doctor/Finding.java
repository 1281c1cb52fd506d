package org.noports.cli.doctor;

/**
 * What one look has found.
 *
 * @param check what was looked at, one or two words
 * @param text what is so, one line
 * @param mend what to do about it, one line; empty when all is well
 */
record Finding(String check, Verdict verdict, String text, String mend) {
  /** How bad it is; only {@link #WRONG} fails the examination. */
  enum Verdict {
    OK,
    WARNING,
    WRONG
  }

  /**
   * Our failures say what is wrong and, mostly, after the last semicolon, what to do.
   *
   * @param otherwise what to do when the failure does not say it
   */
  static Finding wrong(String check, String failure, String otherwise) {
    int advice = failure.lastIndexOf("; ");
    return advice < 0
        ? new Finding(check, Verdict.WRONG, failure, otherwise)
        : new Finding(
            check, Verdict.WRONG, failure.substring(0, advice), failure.substring(advice + 2));
  }
}
