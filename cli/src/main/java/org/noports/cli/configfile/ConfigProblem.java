package org.noports.cli.configfile;

import org.noports.cli.options.EnvironmentProblem;

/**
 * A config file that can't be used; the message names the file and, where there is one, the line.
 */
public final class ConfigProblem extends EnvironmentProblem {
  private static final long serialVersionUID = 1L;

  ConfigProblem(String message, Throwable cause) {
    super(message, cause);
  }

  ConfigProblem(String message) {
    super(message);
  }
}
