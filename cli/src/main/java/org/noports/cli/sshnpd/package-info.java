/** sshnpd: the daemon on the device's side (cli.md 3). */
@NullMarked
package org.noports.cli.sshnpd;

import org.jspecify.annotations.NullMarked;
