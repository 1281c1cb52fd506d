/** What programs that run as services have in common: systemd, signals of their operator. */
@NullMarked
package org.noports.cli.service;

import org.jspecify.annotations.NullMarked;
