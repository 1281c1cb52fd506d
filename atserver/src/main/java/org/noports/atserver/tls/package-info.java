/** The private certificate authority and the TLS contexts of servers and outbound calls. */
@NullMarked
package org.noports.atserver.tls;

import org.jspecify.annotations.NullMarked;
