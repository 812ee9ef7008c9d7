package io.rectify.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damaged copies of good bytes; the i-th is the same whenever and wherever it is made. */
final class Mutator {
    private static final int MOST_CHANGES = 6;
    private static final int LARGEST = 1 << 16;

    private static final List<String> WORDS = List.of(
            "-1",
            "0",
            "2147483647",
            "2147483648",
            "1000000000000000",
            "9223372036854775807",
            "18446744073709551616",
            "1e39",
            "nan",
            "inf",
            "1:1",
            "999999999:1",
            "null",
            "[",
            "[[[[[[[[[[[[[[[[",
            "{\"a\":",
            "\"\\u0000\"",
            "../../x",
            "/etc/passwd",
            "label",
            "id",
            "'|O'",
            "'<U1048576'",
            "(1000000000000000,)",
            "(0,)",
            "\u2028",
            "\uFEFF",
            "\u202E",
            "\r\n\r\n",
            "\"\"");

    private final List<byte[]> originals;
    private final long seed;

    Mutator(List<byte[]> originals, long seed) {
        this.originals = List.copyOf(originals);
        this.seed = seed;
    }

    byte[] mutant(long i) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L + i);
        byte[] bytes = originals.get(random.nextInt(originals.size()));
        for (int n = 1 + random.nextInt(MOST_CHANGES); n > 0; n--) {
            bytes = changed(random, bytes);
        }
        return bytes;
    }

    private byte[] changed(Random random, byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        int end = Math.min(bytes.length, at + 1 + random.nextInt(random.nextBoolean() ? 8 : 64));
        return switch (random.nextInt(9)) {
            case 0 -> spliced(bytes, at, end, noise(random, end - at));
            case 1 -> spliced(bytes, at, Math.min(bytes.length, at + 1), new byte[] {flipped(random, bytes, at)});
            case 2 -> Arrays.copyOf(bytes, at);
            case 3 -> spliced(bytes, at, end, new byte[0]);
            case 4 -> spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
            case 5 ->
                spliced(bytes, at, random.nextBoolean() ? at : end, word(random).getBytes(StandardCharsets.UTF_8));
            case 6 -> spliced(bytes, at, end, extreme(random, end - at));
            case 7 -> crossed(random, bytes, at);
            default -> digits(random, bytes, at);
        };
    }

    private static String word(Random random) {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    private static byte flipped(Random random, byte[] bytes, int at) {
        return (byte) ((at < bytes.length ? bytes[at] : 0) ^ 1 << random.nextInt(8));
    }

    private static byte[] noise(Random random, int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] extreme(Random random, int length) {
        byte[] same = new byte[length];
        byte[] values = {0, -1, 127, -128, '9', ' '};
        Arrays.fill(same, values[random.nextInt(values.length)]);
        return same;
    }

    /** The beginning of one file and the end of another. */
    private byte[] crossed(Random random, byte[] bytes, int at) {
        byte[] other = originals.get(random.nextInt(originals.size()));
        int from = random.nextBoolean() ? Math.min(at, other.length) : random.nextInt(other.length + 1);
        return spliced(bytes, at, bytes.length, Arrays.copyOfRange(other, from, other.length));
    }

    /** The next number in the text becomes another one. */
    private static byte[] digits(Random random, byte[] bytes, int at) {
        int from = at;
        while (from < bytes.length && !isDigit(bytes[from])) {
            from++;
        }
        int end = from;
        while (end < bytes.length && isDigit(bytes[end])) {
            end++;
        }
        long number = random.nextLong() >>> random.nextInt(Long.SIZE);
        return spliced(bytes, from, end, Long.toString(number).getBytes(StandardCharsets.US_ASCII));
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] middle) {
        ByteArrayOutputStream result = new ByteArrayOutputStream(bytes.length + middle.length);
        result.write(bytes, 0, from);
        result.writeBytes(middle);
        result.write(bytes, to, bytes.length - to);
        return result.size() <= LARGEST ? result.toByteArray() : bytes;
    }
}
