package org.noports.atserver.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.AtServerException;

/** Reads and writes PEM files: certificates and unencrypted PKCS#8 keys. */
final class PemFile {
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String PRIVATE_KEY = "PRIVATE KEY";
  private static final int LONGEST_FILE = 4 * 1024 * 1024;
  private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "EdDSA");

  private PemFile() {}

  /** Every certificate of the file, at least one. */
  static List<X509Certificate> certificates(Path file) {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (byte[] der : blocks(file, CERTIFICATE)) {
        certificates.add(
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
      }
    } catch (GeneralSecurityException e) {
      throw new AtServerException("The file " + file + " holds a damaged certificate", e);
    }
    if (certificates.isEmpty()) {
      throw new AtServerException("The file " + file + " holds no certificate in PEM form");
    }
    return certificates;
  }

  /** The private key of the file. */
  static PrivateKey privateKey(Path file) {
    List<byte[]> keys = blocks(file, PRIVATE_KEY);
    if (keys.size() != 1) {
      throw new AtServerException("The file " + file + " must hold one PKCS#8 private key in PEM");
    }
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(keys.getFirst());
    for (String algorithm : KEY_ALGORITHMS) {
      PrivateKey key = readAs(algorithm, spec);
      if (key != null) {
        return key;
      }
    }
    throw new AtServerException(
        "The private key in " + file + " is none of " + String.join(", ", KEY_ALGORITHMS));
  }

  private static @Nullable PrivateKey readAs(String algorithm, PKCS8EncodedKeySpec spec) {
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(spec);
    } catch (InvalidKeySpecException e) {
      return null;
    } catch (NoSuchAlgorithmException e) {
      throw new AtServerException("This Java has no " + algorithm + " keys", e);
    }
  }

  private static List<byte[]> blocks(Path file, String label) {
    String text;
    try {
      if (Files.size(file) > LONGEST_FILE) {
        throw new AtServerException("The file " + file + " is too long for a PEM file");
      }
      text = Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new AtServerException("The file " + file + " can't be read: " + e, e);
    }
    Matcher matcher =
        Pattern.compile("-----BEGIN " + label + "-----([^-]*)-----END " + label + "-----")
            .matcher(text);
    List<byte[]> blocks = new ArrayList<>();
    while (matcher.find()) {
      try {
        blocks.add(Base64.getMimeDecoder().decode(matcher.group(1)));
      } catch (IllegalArgumentException e) {
        throw new AtServerException("The file " + file + " holds damaged base64", e);
      }
    }
    return blocks;
  }

  static void writeCertificates(Path file, List<X509Certificate> certificates) {
    try {
      StringBuilder text = new StringBuilder();
      for (X509Certificate certificate : certificates) {
        text.append(block(CERTIFICATE, certificate.getEncoded()));
      }
      replace(file, text.toString(), "rw-r--r--");
    } catch (GeneralSecurityException e) {
      throw new AtServerException("A certificate for " + file + " can't be encoded", e);
    }
  }

  /** Readable by its owner alone. */
  static void writePrivateKey(Path file, PrivateKey key) {
    replace(file, block(PRIVATE_KEY, key.getEncoded()), "rw-------");
  }

  private static String block(String label, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }

  /** Writes beside and moves over, so that nobody ever reads half a file. */
  private static void replace(Path file, String text, String mode) {
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.deleteIfExists(beside);
      Files.createFile(
          beside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
      Files.write(
          beside,
          text.getBytes(StandardCharsets.US_ASCII),
          StandardOpenOption.WRITE,
          StandardOpenOption.DSYNC);
      // The process's umask may have taken away what a public file needs.
      Files.setPosixFilePermissions(beside, Set.copyOf(PosixFilePermissions.fromString(mode)));
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new AtServerException(
          "The file " + file + " can't be written: " + e + "; is the directory yours?", e);
    }
  }
}
