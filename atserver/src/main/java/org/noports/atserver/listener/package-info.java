/** Accepts TLS connections for one port each and counts them against the limits. */
@NullMarked
package org.noports.atserver.listener;

import org.jspecify.annotations.NullMarked;
