/** npt: a TCP tunnel to a service at the device's side (cli.md 1). */
@NullMarked
package org.noports.cli.npt;

import org.jspecify.annotations.NullMarked;
