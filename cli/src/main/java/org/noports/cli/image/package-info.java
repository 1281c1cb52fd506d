/** What packaging does to the image last, with the programs themselves; no user runs any of it. */
@NullMarked
package org.noports.cli.image;

import org.jspecify.annotations.NullMarked;
