package org.noports.tunnel.splice;

/** A pipe's two ends and its room. */
record Pipe(int readEnd, int writeEnd, int size) {}
