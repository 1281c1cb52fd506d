/** Tests of the server through its sockets. */
@NullMarked
package org.noports.atserver.replay;

import org.jspecify.annotations.NullMarked;
