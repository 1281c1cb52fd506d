package org.noports.bench;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.CtrStream;
import org.noports.protocol.crypto.GcmKey;
import org.noports.protocol.crypto.Iv;
import org.noports.protocol.tunnel.AeadRecord;
import org.noports.protocol.tunnel.AeadRecordReader;
import org.noports.protocol.tunnel.AeadRecordWriter;
import org.noports.protocol.tunnel.ConnectionId;
import org.noports.tunnel.records.RecordWarmUp;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What JMH measures of the ciphers of a stream, one thread, from array to array: ours, and what the
 * JDK's own does with nothing around it, which is the limit. Each method is a figure of {@link
 * CiphersBench}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CipherSpeed {
  private static final int HEADER = 2;
  private static final int TAG_BITS = GcmKey.TAG_BYTES * 8;

  /** Bytes of payload: a short record, the largest, and as many as one read of the pump brings. */
  @Param({"1024", "16384", "262144"})
  public int payload = 1024;

  private final AesKey key = AesKey.of(new byte[32]);
  private final SecretKeySpec rawKey = new SecretKeySpec(new byte[32], "AES");
  private final CtrStream ctr = new CtrStream(key, Iv.ZERO);
  private final GcmKey opener = new GcmKey(key);
  private final Cipher rawCtr = cipher("AES/CTR/NoPadding");
  private final Cipher rawSealer = cipher("AES/GCM/NoPadding");
  private final byte[] nonce = new byte[12];
  private final AeadRecordWriter writer = new AeadRecordWriter(key, ConnectionId.SINGLE);
  private byte[] plain = new byte[0];
  private byte[] sealed = new byte[0];
  private byte[] opened = new byte[0];
  private int records;
  private int largest;
  private int sealedLength;
  private long count;

  private static Cipher cipher(String transformation) {
    try {
      return Cipher.getInstance(transformation);
    } catch (GeneralSecurityException e) {
      throw new BenchException("this Java lacks " + transformation, e);
    }
  }

  /** What programs warm is warm; arrays of the size, one record sealed, and a HELLO said. */
  @Setup
  public void prepare() throws GeneralSecurityException {
    RecordWarmUp.run();
    largest = Math.min(payload, AeadRecord.MAX_PAYLOAD);
    records = payload / largest;
    plain = new byte[AeadRecord.PAYLOAD + payload];
    opened = new byte[plain.length];
    sealed = new byte[payload + AeadRecordWriter.MAX_BYTES_A_CALL];
    writer.hello(sealed, 0);
    sealedLength = opener.seal(0, sealed, 0, HEADER, plain, 0, 1 + largest, sealed, HEADER);
    rawCtr.init(Cipher.ENCRYPT_MODE, rawKey, new IvParameterSpec(new byte[16]));
  }

  /** As the pump seals what one read brought. */
  @Benchmark
  public int seal() {
    int to = 0;
    for (int i = 0; i < records; i++) {
      to += writer.data(plain, AeadRecord.PAYLOAD + i * largest, largest, sealed, to);
    }
    return to;
  }

  /** The same record again and again. */
  @Benchmark
  public int open() {
    int length = 0;
    for (int i = 0; i < records; i++) {
      length += opener.open(0, sealed, 0, HEADER, sealed, HEADER, sealedLength, opened, 0);
    }
    return length;
  }

  /** Sealed by one end of a stream and opened by the other, keys replaced when they have to be. */
  @Benchmark
  public int thereAndBack(Ends ends) {
    int length = 0;
    for (int i = 0; i < records; i++) {
      int bytes = ends.writer.data(plain, AeadRecord.PAYLOAD + i * largest, largest, ends.wire, 0);
      for (int at = 0; at < bytes; ) {
        int whole = ends.reader.whole(ends.wire, at, bytes - at);
        ends.reader.next(ends.wire, at, whole, opened, 0);
        length += ends.reader.payloadLength();
        at += whole;
      }
    }
    return length;
  }

  /** Counter mode, as older peers have it. */
  @Benchmark
  public byte[] ctr() {
    for (int i = 0; i < records; i++) {
      ctr.apply(plain, i * largest, largest, sealed, 0);
    }
    return sealed;
  }

  /** Counter mode with nothing around it. */
  @Benchmark
  public int rawCtr() throws GeneralSecurityException {
    int length = 0;
    for (int i = 0; i < records; i++) {
      length += rawCtr.update(plain, i * largest, largest, opened, 0);
    }
    return length;
  }

  /** GCM with nothing around it but a new nonce. */
  @Benchmark
  public int rawSeal() throws GeneralSecurityException {
    int length = 0;
    for (int i = 0; i < records; i++) {
      count++;
      for (int at = 0; at < Long.BYTES; at++) {
        nonce[nonce.length - 1 - at] = (byte) (count >>> (8 * at));
      }
      rawSealer.init(Cipher.ENCRYPT_MODE, rawKey, new GCMParameterSpec(TAG_BITS, nonce));
      length += rawSealer.doFinal(plain, i * largest, largest, sealed, 0);
    }
    return length;
  }

  /** The two ends of one stream. */
  @State(Scope.Thread)
  public static class Ends {
    private final byte[] wire = new byte[AeadRecordWriter.MAX_BYTES_A_CALL];
    private final AesKey key = AesKey.of(new byte[32]);
    private final AeadRecordWriter writer = new AeadRecordWriter(key, ConnectionId.SINGLE);
    private final AeadRecordReader reader = new AeadRecordReader(key, ConnectionId.SINGLE);

    /** Each has heard the other's HELLO. */
    @Setup
    public void greet() {
      reader.add(ByteBuffer.wrap(wire, 0, writer.hello(wire, 0)));
      reader.next(new byte[AeadRecord.MAX_PLAIN]);
    }
  }
}
