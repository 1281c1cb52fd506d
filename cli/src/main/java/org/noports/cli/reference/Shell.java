package org.noports.cli.reference;

import java.util.List;
import org.noports.cli.options.ProgramReference;

/** The shells whose completions we write, and where each looks for them below a prefix. */
enum Shell {
  BASH("share/bash-completion/completions/noports") {
    @Override
    String script(List<ProgramReference> programs) {
      return BashCompletion.of(programs);
    }
  },
  ZSH("share/zsh/site-functions/_noports") {
    @Override
    String script(List<ProgramReference> programs) {
      return ZshCompletion.of(programs);
    }
  },
  FISH("share/fish/vendor_completions.d/noports.fish") {
    @Override
    String script(List<ProgramReference> programs) {
      return FishCompletion.of(programs);
    }
  };

  private final String place;

  Shell(String place) {
    this.place = place;
  }

  /** The path of the script below a prefix such as {@code /usr}. */
  String place() {
    return place;
  }

  abstract String script(List<ProgramReference> programs);
}
