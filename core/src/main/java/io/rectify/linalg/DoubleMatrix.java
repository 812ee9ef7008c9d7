package io.rectify.linalg;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A dense float64 matrix off the Java heap, row-major: for what is small but must be exact, such as sums of classes,
 * eigenvectors and Gram matrices. Large features and outputs are float32, in a {@link Matrix}.
 *
 * <p>The memory is freed by {@link #close()}, or else when the matrix has become unreachable. Any number of threads may
 * read; writers must keep to disjoint rows.
 */
public final class DoubleMatrix implements AutoCloseable {
    private final DoublePointer memory;
    private final int rows;
    private final int columns;

    private DoubleMatrix(DoublePointer memory, int rows, int columns) {
        this.memory = memory;
        this.rows = rows;
        this.columns = columns;
    }

    /**
     * A new matrix of zeros.
     *
     * @throws IllegalArgumentException if a size is negative
     * @throws OutOfMemoryError if the machine has no room for {@code 8·rows·columns} bytes
     */
    public static DoubleMatrix zeros(int rows, int columns) {
        if (rows < 0 || columns < 0) {
            throw new IllegalArgumentException("matrix sizes must not be negative: " + rows + " x " + columns);
        }
        Blas.library();
        long elements = Math.max(1, (long) rows * columns);
        DoublePointer memory = new DoublePointer(elements);
        Pointer.memset(memory, 0, elements * Double.BYTES);
        return new DoubleMatrix(memory, rows, columns);
    }

    /**
     * A copy of values given row after row.
     *
     * @throws IllegalArgumentException if their number is not rows·columns
     */
    public static DoubleMatrix of(double[] values, int rows, int columns) {
        if (values.length != (long) rows * columns) {
            throw new IllegalArgumentException(values.length + " values for a " + rows + " x " + columns + " matrix");
        }
        DoubleMatrix matrix = zeros(rows, columns);
        matrix.setRows(0, rows, values);
        return matrix;
    }

    /** A float64 copy of a float32 matrix. */
    public static DoubleMatrix of(Matrix values) {
        DoubleMatrix matrix = zeros(values.rows(), values.columns());
        float[] single = new float[values.columns()];
        double[] row = new double[values.columns()];
        for (int i = 0; i < values.rows(); i++) {
            values.getRows(i, 1, single);
            for (int j = 0; j < row.length; j++) {
                row[j] = single[j];
            }
            matrix.setRows(i, 1, row);
        }
        return matrix;
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    /** Copies rows {@code from … from+count−1} into the start of {@code target}, row after row. */
    public void getRows(int from, int count, double[] target) {
        int length = checkRows(from, count, target.length);
        if (length > 0) {
            at(from, 0).get(target, 0, length);
        }
    }

    /** Copies the start of {@code source} into rows {@code from … from+count−1}. */
    public void setRows(int from, int count, double[] source) {
        int length = checkRows(from, count, source.length);
        if (length > 0) {
            at(from, 0).put(source, 0, length);
        }
    }

    /** A copy of one row. */
    public double[] row(int row) {
        double[] values = new double[columns];
        getRows(row, 1, values);
        return values;
    }

    /** A copy of all values, row after row. */
    public double[] toArray() {
        double[] values = new double[Math.multiplyExact(rows, columns)];
        getRows(0, rows, values);
        return values;
    }

    /** A float32 copy. */
    public Matrix toMatrix() {
        Matrix matrix = Matrix.zeros(rows, columns);
        double[] row = new double[columns];
        float[] single = new float[columns];
        for (int i = 0; i < rows; i++) {
            getRows(i, 1, row);
            for (int j = 0; j < columns; j++) {
                single[j] = (float) row[j];
            }
            matrix.setRows(i, 1, single);
        }
        return matrix;
    }

    /** The memory from one element on, for {@link Blas}. */
    DoublePointer at(int row, int column) {
        if (memory.isNull()) {
            throw new IllegalStateException("matrix is closed");
        }
        return new DoublePointer(memory).position((long) row * columns + column);
    }

    private int checkRows(int from, int count, int arrayLength) {
        if (from < 0 || count < 0 || count > rows - from) {
            throw new IndexOutOfBoundsException(
                    "rows " + from + " to " + ((long) from + count) + " of a matrix with " + rows + " rows");
        }
        long length = (long) count * columns;
        if (length > arrayLength) {
            throw new IllegalArgumentException("array of " + arrayLength + " for " + length + " elements");
        }
        return (int) length;
    }

    @Override
    public void close() {
        memory.close();
    }

    @Override
    public String toString() {
        return rows + " x " + columns + " float64 matrix";
    }
}
