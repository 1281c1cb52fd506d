/** One atSign's records as verbs see them: times, commit rules, metadata, the forms of answers. */
@NullMarked
package org.noports.atserver.record;

import org.jspecify.annotations.NullMarked;
