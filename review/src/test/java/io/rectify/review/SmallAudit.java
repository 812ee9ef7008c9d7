package io.rectify.review;

import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import io.rectify.run.AuditedRows;
import io.rectify.run.ReviewJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/**
 * The directory of an audit of 101 rows, written by hand: row 50 has no label, so that numbers and indices differ. Given is "cat" for even rows,
 * "dog" for odd ones. Every fifth row is suggested to be "owl" (to be the other animal if it is a tenth); its rank follows its number, all
 * others come after; ranks 1 to 5 are flagged. Rows 60, 61, 62 are a cluster of near-duplicates, rows 3 and 4 another.
 */
public final class SmallAudit {
    static final List<String> CLASSES = List.of("cat", "dog", "owl");
    static final int ROWS = 101;
    static final int UNLABELLED = 50;
    public static final int HOSTILE = 15;

    private SmallAudit() {}

    static String given(int row) {
        return CLASSES.get(row % 2);
    }

    static String suggested(int row) {
        return row % 10 == 0 ? "dog" : row % 5 == 0 ? "owl" : given(row);
    }

    /** Most probable other class. */
    static String question(int row) {
        return suggested(row).equals(given(row)) ? "owl" : suggested(row);
    }

    /** A session of the audit in a directory, by its journal there. */
    static ReviewSession open(Path directory) throws IOException {
        return ReviewSession.open(
                AuditedRows.read(directory),
                directory.resolve(ReviewJournal.NAME),
                OptionalInt.empty(),
                1,
                Clock.systemUTC());
    }

    public static Path write(Path directory) throws IOException {
        return write(
                directory,
                row -> row == HOSTILE
                        ? "<img src=x onerror='window.hacked=1'><script>window.hacked=1</script>"
                        : "<b>text</b> " + row + ", with \"quotes\"");
    }

    /** The same with other texts. */
    public static Path write(Path directory, IntFunction<String> texts) throws IOException {
        Files.createDirectories(directory);
        List<Integer> order = new ArrayList<>();
        for (int pass = 0; pass < 2; pass++) {
            for (int row = 0; row < ROWS; row++) {
                if (row != UNLABELLED && suggested(row).equals(given(row)) == (pass == 1)) {
                    order.add(row);
                }
            }
        }
        StringBuilder labels = new StringBuilder("row,id,text,given,suggested,p_wrong,confidence,rank,label\n");
        float[][] outputs = new float[ROWS][3];
        for (int row = 0; row < ROWS; row++) {
            int rank = order.indexOf(row) + 1;
            boolean labelled = row != UNLABELLED;
            labels.append(String.format(
                    "%d,id%d,\"%s\",%s,%s,%s,0.5,%s,%s%n",
                    row,
                    row,
                    texts.apply(row).replace("\"", "\"\""),
                    labelled ? given(row) : "",
                    suggested(row),
                    labelled ? Double.toString(1.0 / rank) : "",
                    labelled ? Integer.toString(rank) : "",
                    labelled ? rank <= 5 ? suggested(row) : given(row) : ""));
            for (int k = 0; k < 3; k++) {
                outputs[row][k] = CLASSES.get(k).equals(suggested(row)) ? 0.6f : k == 2 ? 0.3f : 0.1f;
            }
        }
        Files.writeString(directory.resolve(AuditedRows.LABELS), labels);
        Files.writeString(directory.resolve(AuditedRows.NOISE), "true,cat,dog,owl\ncat,1,0,0\ndog,0,1,0\nowl,0,0,1\n");
        Files.writeString(
                directory.resolve(AuditedRows.NEIGHBOURS),
                "row,id,text,given,rank,neighbour_row,neighbour_id,neighbour_text,neighbour_given,weight\n"
                        + "5,id5,t,dog,2,7,id7,t,dog,0.5\n5,id5,t,dog,2,99,id99,t,dog,0.25\n");
        Files.writeString(
                directory.resolve(AuditedRows.COPIES),
                "row,id,text,given,copy_of\n3,id3,t,dog,3\n4,id4,t,cat,3\n60,id60,t,cat,60\n61,id61,t,dog,60\n62,id62,t,cat,60\n");
        Files.writeString(
                directory.resolve(AuditedRows.METRICS),
                "{\"near_duplicates_with_other_labels\":[{\"first\":60,\"second\":61,\"cosine\":1.0}],\"outliers\":[{\"row\":77,\"cosine\":0.1}]}");
        try (Matrix matrix = Matrix.of(outputs)) {
            Npy.writeMatrix(directory.resolve(AuditedRows.SOFT_LABELS), matrix);
        }
        return directory;
    }

    /** Features of the rows with a label: points of a circle, by number, so that rows are like those of the next numbers. */
    public static Matrix features() {
        float[][] features = new float[ROWS - 1][2];
        for (int i = 0; i < features.length; i++) {
            double angle = 2 * Math.PI * (i < UNLABELLED ? i : i + 1) / ROWS;
            features[i][0] = (float) Math.cos(angle);
            features[i][1] = (float) Math.sin(angle);
        }
        return Matrix.of(features);
    }
}
