/** What the command lines of npt and sshnp have in common: parties, relay, protection, output. */
@NullMarked
package org.noports.cli.clients;

import org.jspecify.annotations.NullMarked;
