/** Pure functions of activation and enrolment: requests, approvals, pick-up. */
@NullMarked
package org.noports.protocol.enrollment;

import org.jspecify.annotations.NullMarked;
