/** What must survive: records, commit log, notifications and tenants. No JDBC, no sockets. */
@NullMarked
package org.noports.atserver.store;

import org.jspecify.annotations.NullMarked;
