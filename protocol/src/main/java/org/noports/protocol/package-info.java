/** The one exception family of the words and the table of error codes. Depends on nothing. */
@NullMarked
package org.noports.protocol;

import org.jspecify.annotations.NullMarked;
