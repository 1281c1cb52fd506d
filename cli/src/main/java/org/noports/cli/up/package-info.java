/** A private system on this machine: atDirectory, atServers and relay that keep their state. */
@NullMarked
package org.noports.cli.up;

import org.jspecify.annotations.NullMarked;
