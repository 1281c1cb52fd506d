package org.noports.client;

/**
 * Why an open session ended.
 *
 * @param orderly whether it ended as sessions do: closed here, closed by the device's side, or idle
 *     for its time-out; false when something broke
 * @param reason one line for the user
 */
public record SessionEnd(boolean orderly, String reason) {}
