/** {@code srv}: one end of a session whose messages another program exchanged (cli.md 5). */
@NullMarked
package org.noports.cli.srv;

import org.jspecify.annotations.NullMarked;
