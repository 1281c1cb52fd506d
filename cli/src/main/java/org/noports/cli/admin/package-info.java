/** np_admin: policy groups over HTTP, and the page on which people edit them (cli.md 19). */
@NullMarked
package org.noports.cli.admin;

import org.jspecify.annotations.NullMarked;
