package org.noports.atclient.connection;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.wire.ServerLine;

/**
 * A connection that has logged in.
 *
 * @param answers to what was asked behind the login, perhaps still on their way; null when the
 *     server takes one command at a time, so that nothing was asked
 */
public record LoggedIn(
    AtConnection connection, @Nullable List<CompletableFuture<ServerLine>> answers) {}
