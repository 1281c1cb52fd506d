package org.noports.tunnel.splice;

/** A native call by its exact type, which the compiler takes for one that may throw anything. */
@FunctionalInterface
interface NativeCall {
  long call() throws Throwable;

  /** The one place that translates it: a downcall throws nothing unless it was linked wrongly. */
  static long invoke(NativeCall call) {
    try {
      return call.call();
    } catch (Throwable e) {
      throw new IllegalStateException("a native call failed", e);
    }
  }
}
