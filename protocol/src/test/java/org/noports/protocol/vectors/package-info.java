/** The spec's test vectors, read with a JSON reader that is not ours. */
@NullMarked
package org.noports.protocol.vectors;

import org.jspecify.annotations.NullMarked;
