/** A text file that several processes change and others read. Knows no keys and no sessions. */
@NullMarked
package org.noports.daemon.sharedfile;

import org.jspecify.annotations.NullMarked;
