/** The verb grammar: one record a command, one parser for all. Must not depend on connections. */
@NullMarked
package org.noports.protocol.verb;

import org.jspecify.annotations.NullMarked;
