/** Command lines: the argument grammar of cli.md 0.3 and the options several programs share. */
@NullMarked
package org.noports.cli.options;

import org.jspecify.annotations.NullMarked;
