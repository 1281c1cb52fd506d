/**
 * What is encrypted for whom and how (atclient.md 5): shared keys, public keys, records and
 * notifications. Asks the atServer through {@link org.noports.atclient.sharing.Commands} and knows
 * nothing of connections.
 */
@NullMarked
package org.noports.atclient.sharing;

import org.jspecify.annotations.NullMarked;
