/** srvd: the relay (cli.md 4). */
@NullMarked
package org.noports.cli.srvd;

import org.jspecify.annotations.NullMarked;
