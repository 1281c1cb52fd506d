/** Requests and responses between atSigns over notifications. */
@NullMarked
package org.noports.atclient.rpc;

import org.jspecify.annotations.NullMarked;
