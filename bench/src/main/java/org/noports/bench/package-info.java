/**
 * Whole-path benchmarks, side by side with peers in one run. Drives the programs as a user does: as
 * processes, by their command lines.
 */
@NullMarked
package org.noports.bench;

import org.jspecify.annotations.NullMarked;
