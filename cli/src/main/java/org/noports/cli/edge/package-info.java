/** Brings a program's atSign on line: at once or not at all, or patiently as a service does. */
@NullMarked
package org.noports.cli.edge;

import org.jspecify.annotations.NullMarked;
