package io.rectify.studies;

import java.math.BigInteger;

/**
 * NumPy's {@code default_rng(seed)}: PCG64 (O'Neill 2014, XSL-RR 128/64) seeded by SeedSequence, so that programs in both
 * languages can be compared on the very same random labels.
 */
public final class NumpyRandom {
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(128);
    private static final BigInteger MULTIPLIER = new BigInteger("2360ED051FC65DA44385DF649FCCF645", 16);
    private static final int POOL = 4;

    private final BigInteger increment;
    private BigInteger state = BigInteger.ZERO;

    /** @param seed of at least 0 and less than 2³² */
    public NumpyRandom(long seed) {
        if (seed < 0 || seed > 0xFFFFFFFFL) {
            throw new IllegalArgumentException("seed must lie between 0 and 2^32 - 1 but is " + seed);
        }
        int[] words = seedWords((int) seed);
        increment = wide(words, 4).shiftLeft(1).setBit(0).mod(MODULUS);
        step();
        state = state.add(wide(words, 0)).mod(MODULUS);
        step();
    }

    /** Uniform in [0, 1) with 53 bits. */
    public double nextDouble() {
        step();
        long folded = state.shiftRight(64).longValue() ^ state.longValue();
        long output = Long.rotateRight(folded, state.shiftRight(122).intValue());
        return (output >>> 11) * 0x1.0p-53;
    }

    private void step() {
        state = state.multiply(MULTIPLIER).add(increment).mod(MODULUS);
    }

    /** Eight 32-bit words of SeedSequence's state: the pool is filled and mixed, then hashed again. */
    private static int[] seedWords(int seed) {
        int[] pool = new int[POOL];
        int hash = 0x43b0d7e5;
        for (int i = 0; i < POOL; i++) {
            int next = hash * 0x931e8875;
            pool[i] = mixed((i == 0 ? seed : 0) ^ hash, next);
            hash = next;
        }
        for (int source = 0; source < POOL; source++) {
            for (int target = 0; target < POOL; target++) {
                if (source != target) {
                    int next = hash * 0x931e8875;
                    int hashed = mixed(pool[source] ^ hash, next);
                    hash = next;
                    int mix = 0xca01f9dd * pool[target] - 0x4973f715 * hashed;
                    pool[target] = mix ^ (mix >>> 16);
                }
            }
        }
        int[] words = new int[2 * POOL];
        hash = 0x8b51f9dd;
        for (int i = 0; i < words.length; i++) {
            int next = hash * 0x58f38ded;
            words[i] = mixed(pool[i % POOL] ^ hash, next);
            hash = next;
        }
        return words;
    }

    private static int mixed(int value, int factor) {
        int product = value * factor;
        return product ^ (product >>> 16);
    }

    /** Four words as a 128-bit number: two 64-bit numbers, the high one first, each with its low word first. */
    private static BigInteger wide(int[] words, int from) {
        BigInteger value = BigInteger.ZERO;
        for (int word : new int[] {from + 1, from, from + 3, from + 2}) {
            value = value.shiftLeft(32).or(BigInteger.valueOf(words[word] & 0xFFFFFFFFL));
        }
        return value;
    }
}
