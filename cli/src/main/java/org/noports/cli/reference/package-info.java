/** Completions, man pages and the options page, all made from the definitions of the programs. */
@NullMarked
package org.noports.cli.reference;

import org.jspecify.annotations.NullMarked;
