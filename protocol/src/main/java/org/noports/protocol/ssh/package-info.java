/** OpenSSH's texts: public key lines and private keys (sessions.md 6.2, 6.3). Pure. */
@NullMarked
package org.noports.protocol.ssh;

import org.jspecify.annotations.NullMarked;
