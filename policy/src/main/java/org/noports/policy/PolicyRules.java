package org.noports.policy;

/** Decides about clients. Thread-safe. */
@FunctionalInterface
public interface PolicyRules {
  PolicyDecision decide(PolicyQuestion question);
}
