/**
 * Speaks the protocol over one TLS connection: directory look-up, commands, PKAM, monitor lines.
 */
@NullMarked
package org.noports.atclient.connection;

import org.jspecify.annotations.NullMarked;
