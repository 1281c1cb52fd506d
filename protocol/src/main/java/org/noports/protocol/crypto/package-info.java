/** The only room that touches javax.crypto: ciphers, signatures, digests, secrets behind types. */
@NullMarked
package org.noports.protocol.crypto;

import org.jspecify.annotations.NullMarked;
