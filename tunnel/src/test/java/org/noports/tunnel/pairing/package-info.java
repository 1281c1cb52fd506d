@NullMarked
package org.noports.tunnel.pairing;

import org.jspecify.annotations.NullMarked;
