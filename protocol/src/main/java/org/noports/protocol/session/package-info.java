/** What client and daemon say: ping, features, session request and answer, session keys. */
@NullMarked
package org.noports.protocol.session;

import org.jspecify.annotations.NullMarked;
