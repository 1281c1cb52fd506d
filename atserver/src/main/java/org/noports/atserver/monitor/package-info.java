/** Monitor connections and what they are shown (atprotocol.md 4.5, 4.6). */
@NullMarked
package org.noports.atserver.monitor;

import org.jspecify.annotations.NullMarked;
