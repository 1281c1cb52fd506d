/** The .atKeys document, plain and passphrase-protected. */
@NullMarked
package org.noports.protocol.keys;

import org.jspecify.annotations.NullMarked;
