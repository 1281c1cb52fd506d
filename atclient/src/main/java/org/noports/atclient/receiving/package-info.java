/** From a line of the monitor to the mailboxes of the subscriptions. Bounded everywhere. */
@NullMarked
package org.noports.atclient.receiving;

import org.jspecify.annotations.NullMarked;
