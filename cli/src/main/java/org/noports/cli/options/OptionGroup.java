package org.noports.cli.options;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Options that programs share and that are declared by code, as are those of the programs a person
 * waits for: picocli reads annotations through classes it has made for them and fields through
 * method handles, a tenth of npt's start. Programs whose options are annotated fields name a group
 * as a mixin, as any other; its options then follow theirs.
 */
public interface OptionGroup {
  /** Adds the options, in the order in which documents have them. */
  void declareIn(CommandSpec spec);

  /** Adds a group's options, and the group as a mixin. */
  static void add(OptionGroup group, CommandSpec spec) {
    CommandSpec mixin = CommandSpec.wrapWithoutInspection(group);
    group.declareIn(mixin);
    spec.addMixin(group.getClass().getSimpleName(), mixin);
  }

  /** Adds the options of groups that annotated fields name, which picocli finds empty. */
  static void addNamed(CommandSpec annotated, CommandSpec spec) {
    for (CommandSpec mixin : List.copyOf(annotated.mixins().values())) {
      if (mixin.userObject() instanceof OptionGroup group) {
        group.declareIn(spec);
      } else {
        addNamed(mixin, spec);
      }
    }
  }
}
