/**
 * A small strict JSON reader and canonical writer that keeps member order. Depends on nothing of
 * ours but the exceptions.
 */
@NullMarked
package org.noports.protocol.json;

import org.jspecify.annotations.NullMarked;
