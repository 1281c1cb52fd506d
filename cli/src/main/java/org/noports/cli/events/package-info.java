/** npevents: prints what relays and daemons tell of sessions (cli.md 0.2). */
@NullMarked
package org.noports.cli.events;

import org.jspecify.annotations.NullMarked;
