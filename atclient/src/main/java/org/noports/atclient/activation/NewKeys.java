package org.noports.atclient.activation;

import java.security.SecureRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.noports.atclient.ClientClosed;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.name.AtSign;

/**
 * The keys of a new atSign. Their generation starts with the object, each pair on a thread of its
 * own, beside whatever the network makes one wait for.
 */
final class NewKeys {
  private final FutureTask<RsaKeyPair> pkam;
  private final FutureTask<RsaKeyPair> encryption;
  private final AesKey selfKey;
  private final AesKey apkamSymmetricKey;

  NewKeys(SecureRandom random) {
    pkam = generate("pkam", random);
    encryption = generate("encryption", random);
    selfKey = AesKey.random(random);
    apkamSymmetricKey = AesKey.random(random);
  }

  private static FutureTask<RsaKeyPair> generate(String name, SecureRandom random) {
    FutureTask<RsaKeyPair> task = new FutureTask<>(() -> RsaKeyPair.generate(random));
    Thread.ofPlatform().daemon().name("generate " + name + " pair").start(task);
    return task;
  }

  RsaKeyPair pkam() {
    return result(pkam);
  }

  RsaKeyPair encryption() {
    return result(encryption);
  }

  AesKey selfKey() {
    return selfKey;
  }

  AesKey apkamSymmetricKey() {
    return apkamSymmetricKey;
  }

  AtKeys of(AtSign atSign, String enrollmentId) {
    return new AtKeys(atSign, pkam(), encryption(), selfKey, apkamSymmetricKey, enrollmentId);
  }

  private static RsaKeyPair result(FutureTask<RsaKeyPair> task) {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("this platform cannot generate RSA keys", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientClosed("interrupted while generating keys", e);
    }
  }
}
