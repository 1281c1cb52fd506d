package org.noports.client;

import org.noports.protocol.session.ServiceAddress;

/** Told how a local proxy fares, on the threads of its connections. Must return at once. */
public interface ProxyListener {
  /** A session to a target is being opened. */
  void reached(ServiceAddress target, ReachedStep step);

  /** A program wanted the target and was told that it can't be had. */
  void refused(String protocol, ServiceAddress target, RuntimeException why);
}
