/** Who may do what with which key (atprotocol.md 5.3) and the enrollments that say so. */
@NullMarked
package org.noports.atserver.access;

import org.jspecify.annotations.NullMarked;
