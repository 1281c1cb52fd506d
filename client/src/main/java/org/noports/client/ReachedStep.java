package org.noports.client;

import java.time.Duration;
import java.time.Instant;

/**
 * One milestone reached.
 *
 * @param text the progress text for the user (cli.md 1.4), details included
 * @param at when
 * @param took time since {@link Step#begunBy()}, zero when there is none
 */
public record ReachedStep(Step step, String text, Instant at, Duration took) {}
