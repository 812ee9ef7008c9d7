package io.rectify.data;

/**
 * How features that have numbers for names, as in libsvm files, become columns.
 *
 * @param base the index of the first feature, 0 or 1
 * @param hashed whether a feature is added to the column that a {@linkplain #column hash} of its index names, and not its own
 */
public record SparseIndices(int base, boolean hashed) {
    /**
     * The column, of {@code columns}, that a feature is added to, with a sign: h(i) mod D and ξ(i) of the hashing trick, by which the product of two
     * hashed rows is in the mean that of the rows, with a variance of about 2/D for rows of length 1 (Weinberger et al., ICML
     * 2009). The bits are those of MurmurHash3's finaliser of 64 bits.
     *
     * @param feature counted from 0
     * @return the column, or −1 less it where the sign is minus
     */
    public static int column(int feature, int columns) {
        long bits = feature + 0x9e3779b97f4a7c15L;
        bits = (bits ^ bits >>> 33) * 0xff51afd7ed558ccdL;
        bits = (bits ^ bits >>> 33) * 0xc4ceb9fe1a85ec53L;
        bits ^= bits >>> 33;
        int column = (int) Long.remainderUnsigned(bits >>> 1, columns);
        return (bits & 1) == 0 ? column : -1 - column;
    }
}
