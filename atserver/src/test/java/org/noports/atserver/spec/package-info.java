/** The specification, section by section, as conversations with running servers (atprotocol.md). */
@NullMarked
package org.noports.atserver.spec;

import org.jspecify.annotations.NullMarked;
