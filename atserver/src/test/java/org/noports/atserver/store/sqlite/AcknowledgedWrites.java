package org.noports.atserver.store.sqlite;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import org.noports.atserver.store.CommitOp;
import org.noports.atserver.store.Notifications;
import org.noports.atserver.store.RecordMetadata;
import org.noports.atserver.store.Store;
import org.noports.atserver.store.StoredRecord;
import org.noports.atserver.store.Tenant;
import org.noports.protocol.name.AtSign;

/** The program of the crash test: writes until it is killed and says what was acknowledged. */
final class AcknowledgedWrites {
  private static final int THREADS = 8;

  private AcknowledgedWrites() {}

  public static void main(String[] arguments) throws InterruptedException {
    AtSign alice = AtSign.of("@alice");
    AtSign bob = AtSign.of("@bob");
    InstantSource clock = InstantSource.system();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
    try (Store store = SqliteStore.open(Path.of(arguments[0]), clock)) {
      store.addTenant(new Tenant(alice, 25_000, clock.instant()));
      String run = arguments[1];
      Thread[] threads = new Thread[THREADS];
      for (int i = 0; i < THREADS; i++) {
        int number = i;
        threads[i] =
            Thread.ofVirtual()
                .start(() -> {
                  for (int n = 0; ; n++) {
                    String name = run + "-" + number + "-" + n;
                    long id =
                        store.put(
                            alice,
                            new StoredRecord(
                                name + "@alice",
                                "value " + name,
                                RecordMetadata.createdAt(clock.instant())),
                            CommitOp.UPDATE);
                    store.saveNotification(
                        alice, Notifications.sent(name, alice, bob, clock.instant()));
                    synchronized (out) {
                      out.println(name + " " + id);
                    }
                  }
                });
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }
}
