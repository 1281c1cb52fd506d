package org.noports.tunnel.splice;

/** How a spliced direction ended. No byte is lost but with the last three. */
public enum SpliceEnd {
  /** The sender has ended its stream, and all of it has been passed on. */
  END_OF_STREAM,
  /** Nothing has come for a while. */
  IDLE,
  /** It can't be spliced, or no longer: it is to be copied. */
  UNABLE,
  READ_FAILED,
  WRITE_FAILED,
  /** {@link SplicedStream#stop} was called. */
  STOPPED
}
