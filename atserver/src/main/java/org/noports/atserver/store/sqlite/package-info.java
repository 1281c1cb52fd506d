/** The store in one SQLite file; the only package that speaks JDBC to it. */
@NullMarked
package org.noports.atserver.store.sqlite;

import org.jspecify.annotations.NullMarked;
