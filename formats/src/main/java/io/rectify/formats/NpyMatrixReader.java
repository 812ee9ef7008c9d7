package io.rectify.formats;

import io.rectify.linalg.Guard;
import io.rectify.linalg.Matrix;

/** Copies an npy array into a matrix, block by block of rows, and checks that every value is a finite float. */
final class NpyMatrixReader {
    /** Elements of a block: small enough for a core's cache. */
    private static final int BLOCK = 1 << 18;

    /** Elements of a block of a column-major file, larger so that the pieces of columns it is made of are not tiny. */
    private static final int FORTRAN_BLOCK = 1 << 22;

    /** Columns that are read together from a column-major file, so that writing them into rows fills cache lines. */
    private static final int TILE = 16;

    private final NpyArray array;
    private final int rows;
    private final int columns;

    NpyMatrixReader(NpyArray array) {
        this.array = array;
        this.rows = array.rows();
        this.columns = array.columns();
    }

    Matrix read() throws DataFormatException {
        Matrix matrix = Matrix.zeros(rows, columns);
        try (Guard<RuntimeException> guard = Guard.of(matrix::close)) {
            fill(matrix);
            return guard.release(matrix);
        }
    }

    private void fill(Matrix matrix) throws DataFormatException {
        boolean transposed = array.header().fortranOrder() && rows > 1 && columns > 1;
        int budget = transposed ? FORTRAN_BLOCK : BLOCK;
        if (columns > budget) {
            fillWideRows(matrix, transposed);
            return;
        }
        int blockRows = Math.min(rows, budget / columns);
        float[] block = new float[blockRows * columns];
        float[] tile = new float[transposed ? blockRows * Math.min(TILE, columns) : 0];
        for (long row = 0; row < rows; row += blockRows) {
            int from = (int) row;
            int count = Math.min(blockRows, rows - from);
            if (transposed) {
                transpose(from, count, block, tile);
            } else {
                array.toFloats(row * columns, count * columns, block, 0);
            }
            checkFinite(block, count * columns, row * columns);
            matrix.setRows(from, count, block);
        }
    }

    /** Gathers rows of a column-major file, {@link #TILE} columns at a time. */
    private void transpose(int from, int count, float[] block, float[] tile) {
        for (int column = 0; column < columns; column += TILE) {
            int width = Math.min(TILE, columns - column);
            for (int j = 0; j < width; j++) {
                array.toFloats((column + j) * (long) rows + from, count, tile, j * count);
            }
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < width; j++) {
                    block[i * columns + column + j] = tile[j * count + i];
                }
            }
        }
    }

    /** Rows too long for a block go element by element; no classifier is fitted on so many columns. */
    private void fillWideRows(Matrix matrix, boolean transposed) throws DataFormatException {
        float[] block = new float[BLOCK];
        for (int row = 0; row < rows; row++) {
            for (long column = 0; column < columns; column += BLOCK) {
                int from = (int) column;
                int count = Math.min(BLOCK, columns - from);
                if (transposed) {
                    for (int j = 0; j < count; j++) {
                        array.toFloats((column + j) * rows + row, 1, block, j);
                    }
                } else {
                    array.toFloats((long) row * columns + column, count, block, 0);
                }
                checkFinite(block, count, (long) row * columns + column);
                for (int j = 0; j < count; j++) {
                    matrix.set(row, from + j, block[j]);
                }
            }
        }
    }

    /** Checks values that are, in row-major order, those from {@code first} on. */
    private void checkFinite(float[] values, int count, long first) throws DataFormatException {
        int bad = FiniteFloats.firstNonFinite(values, count);
        if (bad < count) {
            int row = (int) ((first + bad) / columns);
            int column = (int) ((first + bad) % columns);
            String found = array.text(row, column);
            throw array.problem(row, column, NpyArray.expectedFinite(found));
        }
    }
}
