package io.rectify.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import io.rectify.run.AuditedRows;
import java.awt.geom.Path2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaneTest {
    private static final int ROWS = 12_000;

    @TempDir
    Path folder;

    /** Rows whose first feature differs most, the second less, the third not at all; class "b" is to the right. */
    private static float[][] features() {
        Random random = new Random(2);
        float[][] features = new float[ROWS][3];
        for (int i = 0; i < ROWS; i++) {
            features[i][0] = 10 * random.nextFloat() + (i % 2 == 0 ? 0 : 10);
            features[i][1] = 5 * random.nextFloat();
            features[i][2] = 7;
        }
        return features;
    }

    private AuditedRows audit() throws IOException {
        StringBuilder labels = new StringBuilder("row,given,suggested,p_wrong,confidence,rank,label\n");
        for (int i = 0; i < ROWS; i++) {
            String given = i % 2 == 0 ? "a" : "b";
            labels.append(String.format("%d,%s,%s,0.25,0.5,%d,%s%n", i, given, given, ROWS - i, i < 100 ? "c" : given));
        }
        Files.writeString(folder.resolve(AuditedRows.LABELS), labels);
        Files.writeString(folder.resolve(AuditedRows.NOISE), "true,a,b,c\na,1,0,0\nb,0,1,0\nc,0,0,1\n");
        Files.writeString(folder.resolve(AuditedRows.NEIGHBOURS), "row,neighbour_row,weight\n");
        Files.writeString(folder.resolve(AuditedRows.METRICS), "{}");
        try (Matrix outputs = Matrix.zeros(ROWS, 3)) {
            Npy.writeMatrix(folder.resolve(AuditedRows.SOFT_LABELS), outputs);
        }
        return AuditedRows.read(folder);
    }

    @Test
    void manyRowsAreDrawnInPart() throws IOException {
        try (AuditedRows rows = audit()) {
            RowMap map = new Plane(rows, Optional.of(() -> Matrix.of(features()))).map();
            assertThat(map.rows()).isEqualTo(ROWS);
            assertThat(List.of(
                            map.x().size(),
                            map.y().size(),
                            map.given().size(),
                            map.wrong().size()))
                    .containsOnly(10_000);
            assertThat(map.x()).allMatch(x -> x >= 0 && x <= 999);
            assertThat(map.wrong()).containsOnly(25);
            assertThat(map.explained()).isCloseTo(1, within(1e-9));
            // 6,000 rows of each class, b twice as far to the right; flagged are the first 100 rows.
            assertThat(map.classes()).extracting(RowMap.Place::name).containsExactly("a", "b");
            assertThat(map.classes()).extracting(RowMap.Place::rows).containsExactly(6000, 6000);
            assertThat(map.classes()).extracting(RowMap.Place::suspicious).containsExactly(50, 50);
            assertThat(map.classes().get(0).x()).isCloseTo(250, within(10.0));
            assertThat(map.classes().get(1).x()).isCloseTo(750, within(10.0));
        }
    }

    /** All 12,000 rows, drawn or not, by java.awt's rule for polygons that cross themselves, but on edges, which are inside. */
    @Test
    void anAreaHasTheRowsInside() throws IOException {
        float[][] features = features();
        Random random = new Random(8);
        try (AuditedRows rows = audit()) {
            Plane plane = new Plane(rows, Optional.of(() -> Matrix.of(features)));
            int[] ranking = rows.ranking();
            float least = Float.POSITIVE_INFINITY;
            float most = 0;
            float low = Float.POSITIVE_INFINITY;
            float high = 0;
            for (float[] row : features) {
                least = Math.min(least, row[0]);
                most = Math.max(most, row[0]);
                low = Math.min(low, row[1]);
                high = Math.max(high, row[1]);
            }
            for (int corners : new int[] {3, 4, 9, 32}) {
                StringBuilder name = new StringBuilder("area:");
                Path2D.Double path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
                for (int i = 0; i < corners; i++) {
                    int x = random.nextInt(1000);
                    int y = random.nextInt(1000);
                    name.append(i == 0 ? "" : ";").append(x).append(',').append(y);
                    if (i == 0) {
                        path.moveTo(x, y);
                    } else {
                        path.lineTo(x, y);
                    }
                }
                path.closePath();
                assertThat(Plane.isArea(name.toString())).isTrue();
                int[] inside = plane.inside(name.toString(), ranking);
                Set<Integer> found = new HashSet<>();
                for (int row : inside) {
                    found.add(row);
                }
                int wrong = 0;
                for (int i = 0; i < ROWS; i++) {
                    // Features are the plane's directions but for what 12,000 random rows are askew, less than a step
                    // of the grid here and there.
                    double x = Math.round(999 * (features[i][0] - least) / (most - least));
                    double y = Math.round(999 * (features[i][1] - low) / (high - low));
                    boolean near = path.intersects(x - 6, y - 6, 12, 12) && !path.contains(x - 6, y - 6, 12, 12);
                    wrong += !near && path.contains(x, y) != found.contains(i) ? 1 : 0;
                }
                assertThat(wrong).as(name.toString()).isZero();
                for (int i = 1; i < inside.length; i++) {
                    assertThat(inside[i]).as("by suspicion: the last row first").isLessThan(inside[i - 1]);
                }
            }
            assertThat(plane.inside("area:0,0;999,0;999,999;0,999", ranking)).hasSize(ROWS);
            for (String none :
                    List.of("area:", "area:1,2;3,4", "area:1,2;3,4;1000,5", "area:1,2;3,4;5,x", "area:1,2;3,4;5,6;")) {
                assertThat(Plane.isArea(none)).as(none).isFalse();
            }
        }
    }
}
