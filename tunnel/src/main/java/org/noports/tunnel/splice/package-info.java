/**
 * Moves bytes between two sockets inside Linux's kernel, by {@code splice(2)}, and asks about
 * sockets by {@code poll(2)}. The only package that calls native code; where it can't, the pump
 * copies and goes without the answers. Also the only one that manages memory outside the heap.
 * Knows nothing of the pump.
 */
@NullMarked
package org.noports.tunnel.splice;

import org.jspecify.annotations.NullMarked;
