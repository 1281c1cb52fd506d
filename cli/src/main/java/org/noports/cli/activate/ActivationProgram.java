package org.noports.cli.activate;

import java.util.List;
import org.noports.cli.options.Program;
import org.noports.cli.options.Unoffered;

/** A command of {@code at_activate} (cli.md 6): all take an option that changes nothing here. */
interface ActivationProgram extends Program {
  @Override
  default List<Unoffered> unoffered() {
    return List.of(Unoffered.ignoredValue("--mca"));
  }
}
