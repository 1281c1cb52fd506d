/** A session step by step: ping, request relay, request session, connect, serve. */
@NullMarked
package org.noports.client;

import org.jspecify.annotations.NullMarked;
