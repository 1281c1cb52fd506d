/** Framing of an atServer connection: lines, prompts, responses, errors. */
@NullMarked
package org.noports.protocol.wire;

import org.jspecify.annotations.NullMarked;
