package org.noports.bench;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.noports.atserver.store.CommitOp;
import org.noports.atserver.store.RecordMetadata;
import org.noports.atserver.store.Store;
import org.noports.atserver.store.StoredRecord;
import org.noports.atserver.store.Tenant;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.name.AtSign;

/**
 * Many activated atSigns, written into a store before its atServers start: activating thousands
 * would measure the making of RSA keys. All share one pair of keys.
 */
final class BenchAtSigns {
  static final int COUNT = 5_000;

  /** Below the ports that systems, and private-postgres, give to those who ask for any. */
  private static final int FIRST_PORT = Ports.freeRow(5_000, 20_000, COUNT);

  private static final int WRITERS = 64;
  static final RsaKeyPair KEYS = RsaKeyPair.generate(new SecureRandom());

  private BenchAtSigns() {}

  static AtSign atSign(int number) {
    return AtSign.of("@bench" + number);
  }

  static int port(int number) {
    return FIRST_PORT + number;
  }

  static void fill(Store store) {
    // Tenants first: each is a commit of its own, while writes of records share theirs.
    IntStream.range(0, COUNT)
        .forEach(i -> store.addTenant(new Tenant(atSign(i), port(i), Instant.now())));
    inParallel(IntStream.range(0, COUNT).<Runnable>mapToObj(i -> () -> fill(store, i)).toList());
  }

  private static void fill(Store store, int number) {
    AtSign name = atSign(number);
    String secret = KEYS.privateKey().secretText();
    String text = KEYS.publicKey().text();
    put(store, name, "privatekey:at_pkam_publickey", text);
    put(store, name, "@" + name.bare() + ":signing_privatekey" + name, secret);
    put(store, name, "public:signing_publickey" + name, text);
    put(store, name, "privatekey:signing_keypair_generated", "yes");
    put(store, name, "public:publickey" + name, text);
  }

  static void put(Store store, AtSign name, String key, String value) {
    store.put(
        name, new StoredRecord(key, value, RecordMetadata.createdAt(Instant.now())), CommitOp.NONE);
  }

  /** Runs all, some at a time; the first failure is the caller's. */
  static void inParallel(List<Runnable> steps) {
    try (ExecutorService threads =
        Executors.newFixedThreadPool(WRITERS, Thread.ofVirtual().factory())) {
      List<Callable<Object>> calls = new ArrayList<>();
      steps.forEach(step -> calls.add(Executors.callable(step)));
      for (Future<Object> each : threads.invokeAll(calls)) {
        each.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    } catch (ExecutionException e) {
      throw new BenchException("a step failed: " + e.getCause(), e);
    }
  }
}
