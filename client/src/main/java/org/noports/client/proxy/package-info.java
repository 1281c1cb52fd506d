/**
 * What programs say to a local proxy, SOCKS and HTTP CONNECT: bytes in, requests and replies out.
 * No sockets, no clock; must not know sessions.
 */
@NullMarked
package org.noports.client.proxy;

import org.jspecify.annotations.NullMarked;
