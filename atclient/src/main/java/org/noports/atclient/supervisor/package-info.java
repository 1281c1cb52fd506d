/** Decides when to dial, to log in, to try again and to give up; speaks nothing itself. */
@NullMarked
package org.noports.atclient.supervisor;

import org.jspecify.annotations.NullMarked;
