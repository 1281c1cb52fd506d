package org.noports.protocol.keys;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.name.AtSign;

/** What a keys file holds (atclient.md 3). */
public record AtKeys(
    AtSign atSign,
    RsaKeyPair pkam,
    RsaKeyPair encryption,
    AesKey selfKey,
    @Nullable AesKey apkamSymmetricKey,
    @Nullable String enrollmentId) {}
