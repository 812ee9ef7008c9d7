package io.rectify.data;

import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import java.util.Arrays;
import java.util.Optional;

/**
 * Rows as a probe sees them: their features after a fitted {@link Preprocessing}, with their labels. A {@link Dataset} holds
 * rows as they come; whatever fits or judges takes this type, so that raw rows cannot be taken for prepared ones.
 *
 * <p>Closing frees what was made of the rows and leaves the data set that they came from open.
 */
public final class Prepared implements AutoCloseable {
    private final Preprocessing preprocessing;
    private final Dataset rows;
    private final boolean owned;

    private Prepared(Preprocessing preprocessing, Dataset rows, boolean owned) {
        this.preprocessing = preprocessing;
        this.rows = rows;
        this.owned = owned;
    }

    /**
     * Fits a preprocessing to rows and applies it to them: to a new matrix where they are in memory, and otherwise whenever they are
     * read.
     *
     * @param rows as they come
     * @throws IllegalArgumentException if a mean or deviation overflows float32
     */
    public static Prepared of(Dataset rows, Preprocessing.Scheme scheme, int threads) {
        return of(rows, Preprocessing.fit(rows.features(), scheme, threads), threads);
    }

    /**
     * Applies a preprocessing that was fitted to other rows.
     *
     * @throws IllegalArgumentException if the number of features differs from the fitted one
     */
    public static Prepared of(Dataset rows, Preprocessing fitted, int threads) {
        return new Prepared(fitted, rows.withFeatures(fitted.over(rows.features(), threads)), true);
    }

    /** As {@link #of(Dataset, Preprocessing.Scheme, int)}, but applied whenever rows are read, so that no second copy is in memory. */
    public static Prepared lazily(Dataset rows, Preprocessing.Scheme scheme, int threads) {
        Preprocessing fitted = Preprocessing.fit(rows.features(), scheme, threads);
        return new Prepared(fitted, rows.withFeatures(fitted.lazily(rows.features())), true);
    }

    /** Rows that need no preprocessing, or have had it: taken as they are. Closing this leaves them open. */
    public static Prepared asIs(Dataset rows) {
        float[] scale = new float[rows.features().columns()];
        Arrays.fill(scale, 1);
        return new Prepared(Preprocessing.of(Preprocessing.Scheme.RAW, new float[scale.length], scale), rows, false);
    }

    /** {@link #asIs(Dataset)} of features and labels. */
    public static Prepared asIs(RowBlocks features, Labels given) {
        return asIs(Dataset.of(features, given));
    }

    /** What was done to the features. */
    public Preprocessing preprocessing() {
        return preprocessing;
    }

    /** N×D, after preprocessing. */
    public RowBlocks features() {
        return rows.features();
    }

    /** The N given labels. */
    public Labels given() {
        return rows.given();
    }

    /** The N right labels where they are known, for measuring only. */
    public Optional<Labels> trueLabels() {
        return rows.trueLabels();
    }

    /** Number of rows, N. */
    public int size() {
        return rows.given().size();
    }

    /** The named rows in the order given: a copy where these are a {@link Matrix}, and otherwise read through these. */
    public Prepared select(int[] indices) {
        return new Prepared(preprocessing, rows.select(indices), true);
    }

    /** The same rows under other labels; either is to be closed, not both. */
    public Prepared withGiven(Labels labels) {
        return new Prepared(preprocessing, rows.withGiven(labels), owned);
    }

    /** Frees the features that were made; those of the data set stay open. */
    @Override
    public void close() {
        if (owned) {
            rows.features().close();
        }
    }

    @Override
    public String toString() {
        return size() + " rows x " + features().columns() + " features, " + preprocessing.scheme() + ", "
                + rows.given().classCount() + " classes";
    }
}
