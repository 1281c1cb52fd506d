/** Tests of the server through its sockets. */
@NullMarked
package org.noports.atserver.flow;

import org.jspecify.annotations.NullMarked;
