/** The relay: answers port requests, authenticates both sides, pairs and pumps. */
@NullMarked
package org.noports.relay;

import org.jspecify.annotations.NullMarked;
