/** Several processes on one PostgreSQL database. */
@org.jspecify.annotations.NullMarked
package org.noports.atserver.nodes;
