/** {@code noports doctor}: finds out why a host does not do its part, and says how to mend it. */
@NullMarked
package org.noports.cli.doctor;

import org.jspecify.annotations.NullMarked;
