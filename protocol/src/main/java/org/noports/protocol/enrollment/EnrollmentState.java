package org.noports.protocol.enrollment;

/** The states of an enrolment (atclient.md 6.5). */
public enum EnrollmentState {
  PENDING,
  APPROVED,
  DENIED,
  REVOKED,
  EXPIRED
}
