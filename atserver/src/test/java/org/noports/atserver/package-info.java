/** Tests of the server through its sockets. */
@NullMarked
package org.noports.atserver;

import org.jspecify.annotations.NullMarked;
