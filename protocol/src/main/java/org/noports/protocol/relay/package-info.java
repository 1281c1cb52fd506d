/** What the parties say to the relay: port requests, answers, authentication lines, challenges. */
@NullMarked
package org.noports.protocol.relay;

import org.jspecify.annotations.NullMarked;
