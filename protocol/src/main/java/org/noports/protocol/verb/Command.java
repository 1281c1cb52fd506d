package org.noports.protocol.verb;

/**
 * One command of the verb grammar (atprotocol.md chapter 3). {@link CommandParser} accepts the
 * newest grammar; {@link #line()} writes the oldest that carries what is set. Immutable.
 */
public sealed interface Command
    permits From,
        Cram,
        Pkam,
        Pol,
        Info,
        Noop,
        Scan,
        Lookup,
        LocalLookup,
        PublicLookup,
        Update,
        UpdateMeta,
        Delete,
        Notify,
        NotifyStatus,
        NotifyList,
        NotifyFetch,
        NotifyRemove,
        NotifyAll,
        Monitor,
        Stats,
        Sync,
        Config,
        Batch,
        Stream,
        Enroll,
        Otp,
        Keys,
        To {

  /** The line to send, in the oldest grammar that carries it, without the line feed. */
  String line();
}
