package io.rectify.formats;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256 of what is added, in the order in which it is added; hexadecimal digests have 64 lower-case digits.
 *
 * @see <a href="https://doi.org/10.6028/NIST.FIPS.180-4">FIPS 180-4, Secure Hash Standard</a>
 */
public final class Sha256 {
    private static final int BUFFER = 1 << 16;

    private final MessageDigest digest;

    /** Of nothing yet. */
    public Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The hexadecimal digest of some bytes. */
    public static String of(byte[] bytes) {
        return new Sha256().add(bytes).hex();
    }

    /** The hexadecimal digest of the contents of a file. */
    public static String of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new Sha256().add(in).hex();
        }
    }

    /** Adds bytes. */
    public Sha256 add(byte[] bytes) {
        digest.update(bytes);
        return this;
    }

    /** Adds all that is left of a stream, which stays open. */
    public Sha256 add(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            digest.update(buffer, 0, count);
        }
        return this;
    }

    /** The 32 bytes of the digest; begins anew. */
    public byte[] digest() {
        return digest.digest();
    }

    /** The digest as hexadecimal digits; begins anew. */
    public String hex() {
        return HexFormat.of().formatHex(digest());
    }
}
