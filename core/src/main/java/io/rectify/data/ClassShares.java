package io.rectify.data;

/** How common classes are: π_k = (n_k + ½)/(n + K/2), so that a class without a row has a share too. */
public final class ClassShares {
    private static final double UNSEEN = 0.5;

    private ClassShares() {}

    /**
     * log π, K values.
     *
     * @param counts n_k, rows or their weight; what is negative counts as 0
     */
    public static float[] logarithms(double[] counts) {
        double sum = 0;
        for (double count : counts) {
            sum += Math.max(0, count) + UNSEEN;
        }
        float[] logarithms = new float[counts.length];
        for (int k = 0; k < counts.length; k++) {
            logarithms[k] = (float) Math.log((Math.max(0, counts[k]) + UNSEEN) / sum);
        }
        return logarithms;
    }
}
