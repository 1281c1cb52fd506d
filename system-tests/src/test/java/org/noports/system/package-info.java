/**
 * The whole system in separate processes, started by their documented command lines, with OpenSSH
 * at both ends and real faults.
 */
@NullMarked
package org.noports.system;

import org.jspecify.annotations.NullMarked;
