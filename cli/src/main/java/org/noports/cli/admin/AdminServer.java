package org.noports.cli.admin;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.policy.PolicyLog;

/**
 * Serves the API, its live events and the page over HTTP/1.1 (cli.md 19), one request a connection.
 * The JDK's own server cannot become a WebSocket on the same port.
 *
 * <p>Threads: one for each listening address, one for each connection within a bound.
 */
final class AdminServer implements AutoCloseable {
  private static final int MOST_CONNECTIONS = 128;
  private static final int READ_MILLIS = 10_000;
  private static final int BACKLOG = 32;
  private static final String EVENTS = AdminApi.PREFIX + "events";
  private static final Logger LOG = System.getLogger(AdminServer.class.getName());

  private final Doorkeeper doorkeeper;
  private final AdminApi api;
  private final PolicyLog log;
  private final List<ServerSocket> doors = new ArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Semaphore places = new Semaphore(MOST_CONNECTIONS);

  private AdminServer(Doorkeeper doorkeeper, AdminApi api, PolicyLog log) {
    this.doorkeeper = doorkeeper;
    this.api = api;
    this.log = log;
  }

  /** Listens at all of these addresses. */
  static AdminServer start(
      List<InetAddress> addresses, int port, Doorkeeper doorkeeper, AdminApi api, PolicyLog log) {
    AdminServer server = new AdminServer(doorkeeper, api, log);
    boolean started = false;
    try {
      int taken = port;
      for (InetAddress address : addresses) {
        ServerSocket door = new ServerSocket();
        server.doors.add(door);
        door.setReuseAddress(true);
        door.bind(new InetSocketAddress(address, taken), BACKLOG);
        taken = door.getLocalPort();
      }
      for (ServerSocket door : server.doors) {
        Thread.ofVirtual()
            .name("np_admin " + door.getLocalSocketAddress())
            .start(() -> server.accept(door));
      }
      started = true;
      return server;
    } catch (IOException e) {
      throw new EnvironmentProblem(
          "Cannot listen on port %d: %s; choose another with --port"
              .formatted(port, e.getMessage()),
          e);
    } finally {
      if (!started) {
        server.close();
      }
    }
  }

  int port() {
    return doors.getFirst().getLocalPort();
  }

  private void accept(ServerSocket door) {
    while (true) {
      try {
        Socket socket = door.accept();
        if (!places.tryAcquire()) {
          socket.close();
          continue;
        }
        open.add(socket);
        Thread.ofVirtual().name("np_admin request").start(() -> serve(socket));
      } catch (SocketException e) {
        if (door.isClosed()) {
          return;
        }
        LOG.log(Level.WARNING, "A connection could not be taken", e);
      } catch (IOException e) {
        LOG.log(Level.WARNING, "A connection could not be taken", e);
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setSoTimeout(READ_MILLIS);
      converse(socket);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "A connection broke", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(socket);
      places.release();
    }
  }

  private void converse(Socket socket) throws IOException, InterruptedException {
    HttpRequest request = null;
    HttpReply reply;
    try {
      request = HttpRequest.read(new BufferedInputStream(socket.getInputStream()));
      if (request == null) {
        return;
      }
      doorkeeper.admit(request);
      if (request.path().equals(EVENTS) && EventStream.isWanted(request)) {
        doorkeeper.requireToken(request);
        new EventStream(socket).serve(request, log);
        return;
      }
      reply = answer(request);
    } catch (HttpProblem e) {
      reply = e.reply();
    } catch (RuntimeException e) {
      // One request's defect must not end the service; it is ours, so it is told in full.
      LOG.log(Level.ERROR, "A request failed", e);
      reply = HttpReply.text(500, "The request failed");
    }
    reply.writeTo(socket.getOutputStream(), !isHead(request));
  }

  private static boolean isHead(@Nullable HttpRequest request) {
    return request != null && request.method().equals("HEAD");
  }

  private HttpReply answer(HttpRequest request) throws InterruptedException {
    if (request.path().startsWith(AdminApi.PREFIX)) {
      doorkeeper.requireToken(request);
      return api.answer(request);
    }
    return AdminPage.file(request);
  }

  /** Ends everything. Idempotent. */
  @Override
  public void close() {
    try {
      for (ServerSocket door : doors) {
        door.close();
      }
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "A socket was closed already", e);
    }
  }
}
