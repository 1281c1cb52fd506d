/** Names: atSigns, keys, device names, session ids. Pure values that are valid once they exist. */
@NullMarked
package org.noports.protocol.name;

import org.jspecify.annotations.NullMarked;
