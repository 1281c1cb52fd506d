/** The programs. */
@NullMarked
package org.noports.cli;

import org.jspecify.annotations.NullMarked;
