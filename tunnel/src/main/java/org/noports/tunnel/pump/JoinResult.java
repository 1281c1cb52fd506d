package org.noports.tunnel.pump;

/** What a pair of joined sockets carried, and how it ended. */
public record JoinResult(JoinEnd end, long bytesAToB, long bytesBToA) {}
