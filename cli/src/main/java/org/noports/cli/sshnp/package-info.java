/** sshnp's command line, and running one ssh session. */
@NullMarked
package org.noports.cli.sshnp;

import org.jspecify.annotations.NullMarked;
