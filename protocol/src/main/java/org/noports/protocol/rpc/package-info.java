/** Requests and responses over encrypted notifications. */
@NullMarked
package org.noports.protocol.rpc;

import org.jspecify.annotations.NullMarked;
