/** Recorded sessions of the reference, decoded line by line. */
@NullMarked
package org.noports.protocol.recordings;

import org.jspecify.annotations.NullMarked;
