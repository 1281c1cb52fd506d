@NullMarked
package org.noports.tunnel.rendezvous;

import org.jspecify.annotations.NullMarked;
