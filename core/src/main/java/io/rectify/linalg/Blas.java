package io.rectify.linalg;

import static org.bytedeco.openblas.global.openblas.CblasLower;
import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas.cblas_dsdot;
import static org.bytedeco.openblas.global.openblas.cblas_dsyrk;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas.cblas_sgemv;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.presets.openblas_nolapack;

/**
 * Matrix products by native code: OpenBLAS, or by Intel MKL when
 * the program runs with {@code -Dorg.bytedeco.openblas.load=mkl_rt} and MKL is on the class path.
 *
 * <p>The library itself is held to one thread. Work is cut into bands of a fixed size that do not depend on the number
 * of threads, and the bands are shared out among {@code threads} Java threads: every result is the same, bit for bit,
 * whatever the number of threads.
 */
public final class Blas {
    /** Rows of the result that one task of a product computes. */
    private static final int BAND = 1024;

    /** Rows of a float64 result that one task of a product computes. */
    private static final int DOUBLE_BAND = 128;

    /** Rows of a tall matrix that one task of {@link #multiplyTransposedA} sums over. */
    private static final int TALL_BAND = 2048;

    /** JavaCPP's numbers for the libraries, which it keeps to itself. */
    private static final int VENDOR_OPENBLAS = 2;

    private static final int VENDOR_MKL = 3;

    static {
        raiseMemoryLimit();
        openblas_nolapack.blas_set_num_threads(1);
    }

    private Blas() {}

    /**
     * Loads the native library and holds it to one thread, if that has not happened yet. Products do so by themselves.
     *
     * @return the name of the library in use: {@code OpenBLAS} or {@code MKL}
     */
    public static String library() {
        return switch (openblas_nolapack.blas_get_vendor()) {
            case VENDOR_OPENBLAS -> "OpenBLAS";
            case VENDOR_MKL -> "MKL";
            default -> "BLAS of unknown make";
        };
    }

    /**
     * C ← α·A·B + β·C in float32.
     *
     * @param a n×k
     * @param b k×m
     * @param c n×m, overwritten
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public static void multiply(float alpha, RowBlocks a, Matrix b, float beta, Matrix c, int threads) {
        checkShapes(a.rows(), a.columns(), b.rows(), b.columns(), c.rows(), c.columns());
        Parallel.forEachBand(c.rows(), BAND, threads, (from, to) -> {
            try (Matrix block = a.rowBlock(from, to)) {
                gemm(CblasNoTrans, CblasNoTrans, to - from, a.columns(), alpha, block, b, beta, c, from);
            }
        });
    }

    /**
     * C ← α·Aᵀ·B + β·C, for tall A and B: float32 within a band of rows, float64 across bands.
     *
     * @param a k×n
     * @param b k×m
     * @param c n×m, overwritten
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public static void multiplyTransposedA(float alpha, Matrix a, Matrix b, float beta, Matrix c, int threads) {
        checkShapes(a.columns(), a.rows(), b.rows(), b.columns(), c.rows(), c.columns());
        if (a.rows() <= TALL_BAND) {
            Parallel.forEachBand(
                    c.rows(),
                    Math.max(1, c.rows()),
                    threads,
                    (from, to) -> gemm(CblasTrans, CblasNoTrans, a.columns(), a.rows(), alpha, a, b, beta, c, 0));
            return;
        }
        double[] sum = new double[Math.multiplyExact(c.rows(), c.columns())];
        Parallel.sumOrdered(
                a.rows(),
                TALL_BAND,
                threads,
                sum,
                () -> new ProductBlock(c),
                (block, from, to) -> block.multiply(a.rowBlock(from, to), b.rowBlock(from, to)));
        float[] row = new float[c.columns()];
        for (int i = 0; i < c.rows(); i++) {
            c.getRows(i, 1, row);
            for (int j = 0; j < row.length; j++) {
                double before = beta == 0 ? 0 : (double) beta * row[j];
                row[j] = (float) (before + alpha * sum[i * row.length + j]);
            }
            c.setRows(i, 1, row);
        }
    }

    /**
     * C ← α·A·Bᵀ + β·C in float32.
     *
     * @param a n×k
     * @param b m×k
     * @param c n×m, overwritten
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public static void multiplyTransposedB(float alpha, RowBlocks a, Matrix b, float beta, Matrix c, int threads) {
        checkShapes(a.rows(), a.columns(), b.columns(), b.rows(), c.rows(), c.columns());
        Parallel.forEachBand(c.rows(), BAND, threads, (from, to) -> {
            try (Matrix block = a.rowBlock(from, to)) {
                gemm(CblasNoTrans, CblasTrans, to - from, a.columns(), alpha, block, b, beta, c, from);
            }
        });
    }

    /** C ← AᵀB in float32, by the calling thread. */
    static void multiplyTransposedA(Matrix a, Matrix b, Matrix c) {
        gemm(CblasTrans, CblasNoTrans, a.columns(), a.rows(), 1, a, b, 0, c, 0);
    }

    /**
     * y ← A·x, or Aᵀ·x, in float32, by the calling thread.
     *
     * @param a n×m
     * @param x one row of at least m numbers, or n
     * @param y one row of at least n numbers, or m, the first of which are overwritten
     * @throws IllegalArgumentException if a vector is too short
     */
    public static void multiplyVector(boolean transpose, Matrix a, Matrix x, Matrix y) {
        int inner = transpose ? a.rows() : a.columns();
        int outer = transpose ? a.columns() : a.rows();
        if (x.rows() != 1 || y.rows() != 1 || x.columns() < inner || y.columns() < outer) {
            throw new IllegalArgumentException("shapes do not fit: (" + outer + " x " + inner + ") times " + x.columns()
                    + " numbers into " + y.columns());
        }
        if (a.rows() > 0 && a.columns() > 0) {
            cblas_sgemv(
                    CblasRowMajor,
                    transpose ? CblasTrans : CblasNoTrans,
                    a.rows(),
                    a.columns(),
                    1,
                    a.at(0),
                    a.columns(),
                    x.at(0),
                    1,
                    0,
                    y.at(0),
                    1);
        }
    }

    /**
     * The inner product of row i of A and row j of B, summed in float64, by the calling thread.
     *
     * @throws IllegalArgumentException if the rows differ in length
     */
    public static double dot(Matrix a, int i, Matrix b, int j) {
        if (a.columns() != b.columns()) {
            throw new IllegalArgumentException(
                    "shapes do not fit: a row of " + a.columns() + " numbers times one of " + b.columns());
        }
        return a.columns() == 0 ? 0 : cblas_dsdot(a.columns(), a.at(i), 1, b.at(j), 1);
    }

    private static void gemm(
            int transposeA,
            int transposeB,
            int rows,
            int inner,
            float alpha,
            Matrix a,
            Matrix b,
            float beta,
            Matrix c,
            int firstRow) {
        if (rows == 0 || c.columns() == 0) {
            return;
        }
        cblas_sgemm(
                CblasRowMajor,
                transposeA,
                transposeB,
                rows,
                c.columns(),
                inner,
                alpha,
                a.at(0),
                Math.max(1, a.columns()),
                b.at(0),
                Math.max(1, b.columns()),
                beta,
                c.at(firstRow),
                c.columns());
    }

    /**
     * C ← op(A)·op(B) in float64, where op transposes or does nothing.
     *
     * @param c n×m, overwritten
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public static void multiply(
            boolean transposeA, DoubleMatrix a, boolean transposeB, DoubleMatrix b, DoubleMatrix c, int threads) {
        int n = transposeA ? a.columns() : a.rows();
        int inner = transposeA ? a.rows() : a.columns();
        int innerOfB = transposeB ? b.columns() : b.rows();
        int m = transposeB ? b.rows() : b.columns();
        checkShapes(n, inner, innerOfB, m, c.rows(), c.columns());
        if (m == 0) {
            return;
        }
        Parallel.forEachBand(
                n,
                DOUBLE_BAND,
                threads,
                (from, to) -> cblas_dgemm(
                        CblasRowMajor,
                        transposeA ? CblasTrans : CblasNoTrans,
                        transposeB ? CblasTrans : CblasNoTrans,
                        to - from,
                        m,
                        inner,
                        1,
                        transposeA ? a.at(0, from) : a.at(from, 0),
                        Math.max(1, a.columns()),
                        b.at(0, 0),
                        Math.max(1, b.columns()),
                        0,
                        c.at(from, 0),
                        m));
    }

    /**
     * XᵀX of N rows of D numbers, summed in float64; the rows are read once, block by block.
     *
     * @return D·D values, row-major and symmetric
     */
    public static double[] gram(RowBlocks x, int threads) {
        int d = x.columns();
        if ((long) d * d > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("a Gram matrix of " + d + " columns does not fit in one array");
        }
        double[] sum = new double[d * d];
        Parallel.sumOrdered(
                x.rows(),
                BAND,
                threads,
                sum,
                () -> new GramBlock(BAND, d),
                (block, from, to) -> block.gram(x, from, to));
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                sum[j * d + i] = sum[i * d + j];
            }
        }
        return sum;
    }

    /** The lower triangle of C ← XᵀX in float64, of the first {@code rows} rows of X. */
    static void gramOfRows(DoubleMatrix x, int rows, DoubleMatrix c) {
        int d = x.columns();
        cblas_dsyrk(CblasRowMajor, CblasLower, CblasTrans, d, rows, 1, x.at(0, 0), d, 0, c.at(0, 0), d);
    }

    /** Zeroed memory that is freed when closed or unreachable. */
    static FloatPointer allocate(long elements) {
        if (elements > Long.MAX_VALUE / Float.BYTES) {
            throw new OutOfMemoryError("no memory for " + elements + " floats");
        }
        FloatPointer memory = new FloatPointer(Math.max(1, elements));
        Pointer.memset(memory, 0, Math.max(1, elements) * Float.BYTES);
        return memory;
    }

    private static void checkShapes(int n, int kOfA, int kOfB, int m, int rowsOfC, int columnsOfC) {
        if (kOfA != kOfB || rowsOfC != n || columnsOfC != m) {
            throw new IllegalArgumentException("shapes do not fit: (" + n + " x " + kOfA + ") times (" + kOfB + " x "
                    + m + ") into " + rowsOfC + " x " + columnsOfC);
        }
    }

    /**
     * JavaCPP allows off-heap memory up to the heap's limit only, which says nothing about matrices. Unless the user has
     * set a limit, allow nine tenths of the machine's memory.
     */
    private static void raiseMemoryLimit() {
        setIfAbsent("org.bytedeco.javacpp.maxBytes", Long.toString(physicalMemory() / 10 * 9));
        setIfAbsent("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        Loader.load(org.bytedeco.openblas.global.openblas.class);
    }

    private static void setIfAbsent(String property, String value) {
        if (System.getProperty(property) == null
                && System.getProperty(property.toLowerCase(java.util.Locale.ROOT)) == null) {
            System.setProperty(property, value);
        }
    }

    /** Bytes of the machine's memory, or of the container's. */
    public static long physicalMemory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Runtime.getRuntime().maxMemory();
    }
}
