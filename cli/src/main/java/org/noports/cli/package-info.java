/**
 * Picks the program, runs it, and turns whatever happens into one line and an exit code. No other
 * module reads arguments or environment, prints or exits.
 */
@NullMarked
package org.noports.cli;

import org.jspecify.annotations.NullMarked;
