/** Metadata of a record: the verb fragment and the JSON form. */
@NullMarked
package org.noports.protocol.metadata;

import org.jspecify.annotations.NullMarked;
