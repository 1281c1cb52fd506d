package org.noports.atclient.sharing;

import org.noports.protocol.crypto.AesKey;

/**
 * The shared key for one recipient.
 *
 * @param sharedKeyEnc the key under the recipient's public key
 * @param pubKeyCS the checksum of that public key
 */
public record OutgoingKey(AesKey key, String sharedKeyEnc, String pubKeyCS) {}
