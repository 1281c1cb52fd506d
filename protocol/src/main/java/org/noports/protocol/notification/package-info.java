/** Notifications as a monitor shows them. */
@NullMarked
package org.noports.protocol.notification;

import org.jspecify.annotations.NullMarked;
