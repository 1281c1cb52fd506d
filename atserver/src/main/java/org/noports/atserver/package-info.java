/** Starts and stops a directory and the atServers of one process. */
@NullMarked
package org.noports.atserver;

import org.jspecify.annotations.NullMarked;
