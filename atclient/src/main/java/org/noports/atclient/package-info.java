/** The client of one atSign: notifications, subscriptions and records, encrypted. */
@NullMarked
package org.noports.atclient;

import org.jspecify.annotations.NullMarked;
