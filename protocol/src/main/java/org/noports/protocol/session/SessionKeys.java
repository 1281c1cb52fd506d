package org.noports.protocol.session;

import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.Iv;

/** The keys of one stream, client to daemon and back (sessions.md 5). */
public record SessionKeys(AesKey keyC2D, Iv ivC2D, AesKey keyD2C, Iv ivD2C, boolean twin) {}
