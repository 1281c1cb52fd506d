/** Config files in YAML: another place for the options of a program (cli.md 3.3, 4). */
@NullMarked
package org.noports.cli.configfile;

import org.jspecify.annotations.NullMarked;
