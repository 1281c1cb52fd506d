/**
 * Datagrams over one connection of an authenticated session (docs/extensions/udp.md): the queue on
 * its way out, the flows at either end. Knows no session and no control line.
 */
@NullMarked
package org.noports.tunnel.datagrams;

import org.jspecify.annotations.NullMarked;
