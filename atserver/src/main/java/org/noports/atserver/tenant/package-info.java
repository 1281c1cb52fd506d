/** One hosted atSign: its records, keys, notifications and monitors. */
@NullMarked
package org.noports.atserver.tenant;

import org.jspecify.annotations.NullMarked;
