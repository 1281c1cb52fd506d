/** Signed envelopes over canonical JSON text. */
@NullMarked
package org.noports.protocol.envelope;

import org.jspecify.annotations.NullMarked;
