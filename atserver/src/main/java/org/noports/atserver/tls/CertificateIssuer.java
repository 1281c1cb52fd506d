package org.noports.atserver.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.noports.atserver.AtServerException;

/**
 * Makes certificates with RSA keys: everybody understands them, and who has just started checks
 * them at a hundredth of what P-256 costs. A server, which runs long and signs, pays a millisecond
 * more a handshake. The only class that touches Bouncy Castle here.
 */
final class CertificateIssuer {
  private static final int KEY_BITS = 2048;
  private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
  private static final Duration SERVER_LIFE = Duration.ofDays(365);

  /** Clients whose clocks are a little behind still accept a new certificate. */
  private static final Duration BACKDATED = Duration.ofHours(24);

  private static final int SERIAL_BITS = 159;
  private static final int LONGEST_COMMON_NAME = 64;

  private final SecureRandom random;

  CertificateIssuer(SecureRandom random) {
    this.random = random;
  }

  TlsIdentity authority(Instant now) {
    byte[] mark = new byte[4];
    random.nextBytes(mark);
    X500Principal name =
        new X500Principal("CN=Private certificate authority " + HexFormat.of().formatHex(mark));
    try {
      KeyPair pair = newPair();
      X509v3CertificateBuilder builder =
          begin(name, name, pair.getPublic(), now, now.plus(AUTHORITY_LIFE));
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      return new TlsIdentity(pair.getPrivate(), List.of(finish(builder, pair.getPrivate())));
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new AtServerException("The certificate authority could not be made: " + e, e);
    }
  }

  TlsIdentity server(TlsIdentity authority, List<String> hosts, Instant now) {
    try {
      KeyPair pair = newPair();
      String first = hosts.getFirst();
      X500Principal name =
          new X500Principal(
              "CN=" + (first.length() > LONGEST_COMMON_NAME ? "atServer" : quoted(first)));
      Instant end = now.plus(SERVER_LIFE);
      Instant authorityEnd = authority.leaf().getNotAfter().toInstant();
      X509v3CertificateBuilder builder =
          begin(
              authority.leaf().getSubjectX500Principal(),
              name,
              pair.getPublic(),
              now,
              end.isBefore(authorityEnd) ? end : authorityEnd);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      // An atServer is also the client of others, and shows them the same certificate.
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(
              new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
      builder.addExtension(Extension.subjectAlternativeName, false, names(hosts));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(authority.leaf()));
      X509Certificate leaf = finish(builder, authority.key());
      return new TlsIdentity(pair.getPrivate(), List.of(leaf, authority.leaf()));
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new AtServerException("The server certificate for " + hosts + " failed: " + e, e);
    }
  }

  private static GeneralNames names(List<String> hosts) {
    return new GeneralNames(
        hosts.stream()
            .map(host ->
                new GeneralName(
                    HostNames.isAddress(host) ? GeneralName.iPAddress : GeneralName.dNSName, host))
            .toArray(GeneralName[]::new));
  }

  private static String quoted(String host) {
    return "\"" + host + "\"";
  }

  private KeyPair newPair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(KEY_BITS, random);
    return generator.generateKeyPair();
  }

  private X509v3CertificateBuilder begin(
      X500Principal issuer, X500Principal subject, PublicKey key, Instant now, Instant end)
      throws GeneralSecurityException, IOException {
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1),
            Date.from(now.minus(BACKDATED)),
            Date.from(end),
            subject,
            key);
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key));
    return builder;
  }

  private X509Certificate finish(X509v3CertificateBuilder builder, PrivateKey signer)
      throws GeneralSecurityException, IOException, OperatorCreationException {
    byte[] der =
        builder
            .build(
                new JcaContentSignerBuilder(signature(signer))
                    .setSecureRandom(random)
                    .build(signer))
            .getEncoded();
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  /** Authorities made by earlier releases have P-256 keys. */
  private static String signature(PrivateKey signer) {
    return signer.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
  }
}
