/**
 * Moves bytes between two sockets, in clear or through a cipher, with half-close and back-pressure.
 */
@NullMarked
package org.noports.tunnel.pump;

import org.jspecify.annotations.NullMarked;
