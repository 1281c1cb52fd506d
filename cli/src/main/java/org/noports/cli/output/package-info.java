/** What a person or a script sees: results on stdout, progress, log and errors on stderr. */
@NullMarked
package org.noports.cli.output;

import org.jspecify.annotations.NullMarked;
