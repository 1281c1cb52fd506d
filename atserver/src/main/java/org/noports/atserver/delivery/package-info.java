/** Carries stored notifications to the atServers of their recipients. */
@NullMarked
package org.noports.atserver.delivery;

import org.jspecify.annotations.NullMarked;
