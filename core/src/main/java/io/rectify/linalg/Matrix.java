package io.rectify.linalg;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.jspecify.annotations.Nullable;

/**
 * A dense float32 matrix off the Java heap: row-major, {@code rows × columns}, up to 2³¹−1 rows and as many columns, so
 * more elements than a Java array can hold.
 *
 * <p>Lifetime: memory that is not {@linkplain #wrap lent} is freed by {@link #close()}, or else when the matrix and all its {@linkplain #rowBlock row
 * blocks} have become unreachable. Closing twice is harmless; any other use of a closed matrix, or of a row block of
 * it, throws {@link IllegalStateException}. Do not close a matrix while another thread is computing with it.
 *
 * <p>Threads: any number may read; writers must keep to disjoint rows.
 */
public final class Matrix implements RowBlocks {
    private final FloatPointer memory;
    private final Matrix owner;
    private final long offset;
    private final int rows;
    private final int columns;
    /** Whoever lent the memory; null where it is the matrix's own. */
    private final @Nullable FloatBuffer lender;

    private volatile boolean closed;

    private Matrix(FloatPointer memory, @Nullable FloatBuffer lender, int rows, int columns) {
        this.memory = memory;
        this.lender = lender;
        this.owner = this;
        this.offset = 0;
        this.rows = rows;
        this.columns = columns;
    }

    private Matrix(Matrix owner, long offset, int rows, int columns) {
        this.memory = owner.memory;
        this.lender = owner.lender;
        this.owner = owner;
        this.offset = offset;
        this.rows = rows;
        this.columns = columns;
    }

    /**
     * A new matrix of zeros.
     *
     * @throws IllegalArgumentException if a size is negative
     * @throws OutOfMemoryError if the machine has no room for {@code 4·rows·columns} bytes
     */
    public static Matrix zeros(int rows, int columns) {
        if (rows < 0 || columns < 0) {
            throw new IllegalArgumentException("matrix sizes must not be negative: " + rows + " x " + columns);
        }
        return new Matrix(Blas.allocate((long) rows * columns), null, rows, columns);
    }

    /**
     * A matrix over memory that somebody else has, such as another language's array: nothing is copied, writing through either is seen by
     * the other, and closing the matrix frees nothing.
     *
     * @param values direct, in the machine's byte order, row by row from its position on; kept as long as the matrix is
     * @throws IllegalArgumentException if the buffer is not direct, has another byte order, or holds fewer than rows·columns values
     */
    public static Matrix wrap(FloatBuffer values, int rows, int columns) {
        if (rows < 0 || columns < 0) {
            throw new IllegalArgumentException("matrix sizes must not be negative: " + rows + " x " + columns);
        }
        if (!values.isDirect() || values.order() != ByteOrder.nativeOrder()) {
            throw new IllegalArgumentException("a matrix can only be laid over a direct buffer in native byte order");
        }
        if (values.remaining() < (long) rows * columns) {
            throw new IllegalArgumentException(
                    "buffer of " + values.remaining() + " values for a matrix of " + rows + " x " + columns);
        }
        FloatBuffer lent = values.slice();
        return new Matrix(new FloatPointer(lent), lent, rows, columns);
    }

    /**
     * A copy of the given rows.
     *
     * @throws IllegalArgumentException if the rows differ in length
     */
    public static Matrix of(float[][] values) {
        int columns = values.length == 0 ? 0 : values[0].length;
        Matrix matrix = zeros(values.length, columns);
        for (int i = 0; i < values.length; i++) {
            if (values[i].length != columns) {
                throw new IllegalArgumentException(
                        "row " + i + " has " + values[i].length + " columns but row 0 has " + columns);
            }
            matrix.setRows(i, 1, values[i]);
        }
        return matrix;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    /** Number of elements. */
    public long size() {
        return (long) rows * columns;
    }

    /** One element; for loops over many, {@link #getRows} is far faster. */
    public float get(int row, int column) {
        checkOpen();
        return memory.get(index(row, column));
    }

    public void set(int row, int column, float value) {
        checkOpen();
        memory.put(index(row, column), value);
    }

    /** Copies rows {@code from … from+count−1} into the start of {@code target}, row after row. */
    public void getRows(int from, int count, float[] target) {
        int length = checkRows(from, count, target.length);
        if (length > 0) {
            at(from).get(target, 0, length);
        }
    }

    /** Copies the start of {@code source} into rows {@code from … from+count−1}. */
    public void setRows(int from, int count, float[] source) {
        int length = checkRows(from, count, source.length);
        if (length > 0) {
            at(from).put(source, 0, length);
        }
    }

    /** A copy of one row. */
    public float[] row(int row) {
        float[] values = new float[columns];
        getRows(row, 1, values);
        return values;
    }

    /** A view of rows {@code from … to−1} that shares this matrix's memory and keeps it reachable. */
    @Override
    public Matrix rowBlock(int from, int to) {
        checkOpen();
        if (from < 0 || to < from || to > rows) {
            throw new IndexOutOfBoundsException("rows " + from + " to " + to + " of a matrix with " + rows + " rows");
        }
        return new Matrix(owner, offset + (long) from * columns, to - from, columns);
    }

    @Override
    public Matrix selectRows(int[] indices) {
        Matrix selected = zeros(indices.length, columns);
        float[] row = new float[columns];
        for (int i = 0; i < indices.length; i++) {
            getRows(indices[i], 1, row);
            selected.setRows(i, 1, row);
        }
        return selected;
    }

    @Override
    public RowBlocks select(int[] indices) {
        return selectRows(indices);
    }

    /** Frees the memory now. A row block owns none, so closing it only ends the use of that view. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (owner == this && lender == null) {
                memory.close();
            }
        }
    }

    /** The memory from the first element of {@code row} on, for {@link Blas}. */
    FloatPointer at(int row) {
        checkOpen();
        return new FloatPointer(memory).position(offset + (long) row * columns);
    }

    private long index(int row, int column) {
        if (row < 0 || row >= rows || column < 0 || column >= columns) {
            throw new IndexOutOfBoundsException(
                    "element (" + row + ", " + column + ") of a " + rows + " x " + columns + " matrix");
        }
        return offset + (long) row * columns + column;
    }

    private int checkRows(int from, int count, int arrayLength) {
        checkOpen();
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

    private void checkOpen() {
        if (closed || owner.closed) {
            throw new IllegalStateException("matrix is closed");
        }
    }

    /** Whether the other matrix has the same sizes and bit-equal elements. */
    public boolean contentEquals(Matrix that) {
        boolean same = that.rows == rows && that.columns == columns;
        for (int i = 0; same && i < rows; i++) {
            same = Arrays.equals(row(i), that.row(i));
        }
        return same;
    }

    @Override
    public String toString() {
        return rows + " x " + columns + " float32 matrix" + (closed || owner.closed ? " (closed)" : "");
    }
}
