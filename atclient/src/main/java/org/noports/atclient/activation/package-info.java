/** Onboarding of an atSign with its CRAM secret. */
@NullMarked
package org.noports.atclient.activation;

import org.jspecify.annotations.NullMarked;
