/** The .atKeys file on disk: 0600, atomic, never overwritten. */
@NullMarked
package org.noports.atclient.keysfile;

import org.jspecify.annotations.NullMarked;
