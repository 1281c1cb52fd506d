/** The atDirectory: its server, and the look-up the atServers do at one. */
@NullMarked
package org.noports.atserver.directory;

import org.jspecify.annotations.NullMarked;
