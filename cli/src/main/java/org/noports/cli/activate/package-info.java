/** at_activate: cuts an atSign's keys and tells how far it is from being usable (cli.md 6). */
@NullMarked
package org.noports.cli.activate;

import org.jspecify.annotations.NullMarked;
