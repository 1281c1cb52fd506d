/** One class a verb and the table that leads to it (atprotocol.md 3). */
@NullMarked
package org.noports.atserver.verb;

import org.jspecify.annotations.NullMarked;
