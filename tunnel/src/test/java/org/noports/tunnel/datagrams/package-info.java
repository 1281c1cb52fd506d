@NullMarked
package org.noports.tunnel.datagrams;

import org.jspecify.annotations.NullMarked;
