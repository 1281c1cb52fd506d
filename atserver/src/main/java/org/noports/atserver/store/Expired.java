package org.noports.atserver.store;

/** How many rows an expiry run removed. */
public record Expired(int records, int notifications) {}
