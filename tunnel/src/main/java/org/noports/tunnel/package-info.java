/** The exceptions and settings shared by both ends of a tunnel. */
@NullMarked
package org.noports.tunnel;

import org.jspecify.annotations.NullMarked;
