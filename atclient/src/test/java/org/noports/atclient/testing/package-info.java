/** The other end of the wire in the hands of the tests: directory and atServer over real TLS. */
@NullMarked
package org.noports.atclient.testing;

import org.jspecify.annotations.NullMarked;
