/** The store in a PostgreSQL database that any number of processes share. */
@NullMarked
package org.noports.atserver.store.postgresql;

import org.jspecify.annotations.NullMarked;
