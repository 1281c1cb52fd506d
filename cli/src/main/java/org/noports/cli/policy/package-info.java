/** Policy programs (cli.md 8). */
@NullMarked
package org.noports.cli.policy;

import org.jspecify.annotations.NullMarked;
