package io.rectify.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rectify.data.Probabilities;
import io.rectify.formats.OutputException;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Read back by a plain connection of DuckDB, without any code of ours. */
class PredictionParquetTest {
    @TempDir
    Path folder;

    static List<String> query(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                StringBuilder row = new StringBuilder();
                for (int j = 1; j <= result.getMetaData().getColumnCount(); j++) {
                    row.append(j == 1 ? "" : "|").append(result.getString(j));
                }
                rows.add(row.toString());
            }
        }
        return rows;
    }

    @Test
    void predictionsHaveTheirClassesInTheMetadata() throws IOException, SQLException {
        Path file = folder.resolve("p 'x'.parquet");
        String source = "'" + file.toString().replace("'", "''") + "'";
        List<String> names = List.of("a", "A", "it's \"so\", \u00e4");
        try (Probabilities p = Probabilities.of(Matrix.of(new float[][] {{0.1f, 0.7f, 0.2f}, {0.25f, 0.25f, 0.5f}}))) {
            PredictionParquet.write(file, List.of("x", "y"), List.of("", "text\nof two lines"), p.matrix(), names);
        }
        assertThat(query("SELECT * FROM " + source))
                .containsExactly(
                        "0|x||A|0.7|[0.1, 0.7, 0.2]",
                        "1|y|text\nof two lines|it's \"so\", \u00e4|0.5|[0.25, 0.25, 0.5]");
        assertThat(query("SELECT decode(value) FROM parquet_kv_metadata(" + source + ") WHERE decode(key) = 'classes'"))
                .containsExactly("[\"a\",\"A\",\"it's \\\"so\\\", \u00e4\"]");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void whatCannotBeWrittenNamesTheFile() throws IOException {
        Path file = Files.writeString(folder.resolve("gone"), "").resolve("labels.parquet");
        try (Probabilities p = Probabilities.of(Matrix.of(new float[][] {{0.75f, 0.25f}}))) {
            assertThatThrownBy(() -> PredictionParquet.write(file, List.of(), List.of(), p.matrix(), List.of("a", "b")))
                    .isInstanceOf(OutputException.class)
                    .hasMessageContaining("gone");
        }
    }
}
