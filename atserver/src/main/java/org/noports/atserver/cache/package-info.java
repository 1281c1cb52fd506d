/** Copies of other atSigns' keys (atprotocol.md 4.4, 5.6). */
@NullMarked
package org.noports.atserver.cache;

import org.jspecify.annotations.NullMarked;
