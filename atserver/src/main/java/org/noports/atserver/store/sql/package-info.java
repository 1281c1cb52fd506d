/** What the storage engines share: connections, pools, the queue of writes, numbered scripts. */
@NullMarked
package org.noports.atserver.store.sql;

import org.jspecify.annotations.NullMarked;
