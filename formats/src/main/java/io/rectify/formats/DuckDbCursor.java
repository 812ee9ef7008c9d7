package io.rectify.formats;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBReadableVector;

/** The rows of a query, chunk by chunk, without an object for each. */
final class DuckDbCursor implements Closeable {
    private final Path file;
    private final Connection connection;
    private final PreparedStatement statement;
    private final DuckDBChunkedResult result;
    private final DuckDBReadableVector[] vectors;
    private int rows;

    DuckDbCursor(Path file, Connection connection, PreparedStatement statement, DuckDBChunkedResult result) {
        this.file = file;
        this.connection = connection;
        this.statement = statement;
        this.result = result;
        this.vectors = new DuckDBReadableVector[Math.toIntExact(result.columnCount())];
    }

    /** Moves to the next chunk; false after the last. */
    boolean nextChunk() throws IOException {
        try {
            do {
                if (!result.nextChunk()) {
                    return false;
                }
                rows = Math.toIntExact(result.chunk().rowCount());
            } while (rows == 0);
            for (int j = 0; j < vectors.length; j++) {
                vectors[j] = result.chunk().vector(j);
            }
            return true;
        } catch (RuntimeException e) {
            if (e.getCause() instanceof SQLException cause) {
                throw DuckDb.problem(file, cause);
            }
            throw e;
        }
    }

    /** Rows of the current chunk. */
    int rows() {
        return rows;
    }

    DuckDBReadableVector vector(int column) {
        return vectors[column];
    }

    @Override
    public void close() throws IOException {
        try (connection;
                statement;
                result) {
            rows = 0;
        } catch (SQLException e) {
            throw DuckDb.problem(file, e);
        }
    }
}
