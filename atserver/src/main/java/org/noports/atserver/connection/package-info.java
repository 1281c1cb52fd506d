/** One connection: framing, login state, prompts, one writer, time limits (atprotocol.md 2). */
@NullMarked
package org.noports.atserver.connection;

import org.jspecify.annotations.NullMarked;
