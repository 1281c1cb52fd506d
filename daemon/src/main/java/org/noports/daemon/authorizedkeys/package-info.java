/**
 * sshd's {@code authorized_keys} file: its lines, and adding and removing some without harm to the
 * others (sessions.md 6.2, 6.3). Knows no atSign and no session.
 */
@NullMarked
package org.noports.daemon.authorizedkeys;

import org.jspecify.annotations.NullMarked;
