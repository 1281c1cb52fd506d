/** The whole system on this machine, for who wants to see a session happen. */
@NullMarked
package org.noports.cli.demo;

import org.jspecify.annotations.NullMarked;
