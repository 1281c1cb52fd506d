/** Tests of the server through its sockets. */
@NullMarked
package org.noports.atserver.hostile;

import org.jspecify.annotations.NullMarked;
