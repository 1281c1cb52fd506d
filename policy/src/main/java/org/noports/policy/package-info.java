/** The policy service: rules, decisions, and answering daemons. Reads no files. */
@NullMarked
package org.noports.policy;

import org.jspecify.annotations.NullMarked;
