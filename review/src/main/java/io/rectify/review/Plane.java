package io.rectify.review;

import io.rectify.linalg.RowBlocks;
import io.rectify.run.AuditedRows;
import io.rectify.spectral.PrincipalPlane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows on a map, and those inside a line drawn on it: queue {@code area:x,y;x,y;…} with the corners of a polygon on the grid. What is named so is the same
 * after a restart. Made when it is asked for first; safe for any number of threads.
 */
final class Plane {
    static final int GRID = 1000;
    static final int DRAWN = 10_000;
    private static final String AREA = "area:";
    private static final Pattern POLYGON =
            Pattern.compile(AREA + "[0-9]{1,3},[0-9]{1,3}(;[0-9]{1,3},[0-9]{1,3}){2,31}");

    private final AuditedRows rows;
    private final Optional<RowFeatures> features;
    private @Nullable Placed placed;

    private record Placed(short[] x, short[] y, double explained) {}

    Plane(AuditedRows rows, Optional<RowFeatures> features) {
        this.rows = rows;
        this.features = features;
    }

    static boolean isArea(String queue) {
        return POLYGON.matcher(queue).matches();
    }

    /** Finds where the rows are, if that was not done yet. */
    void prepare() {
        placed();
    }

    private synchronized Placed placed() {
        if (placed == null) {
            try (RowBlocks opened = RowFeatures.open(features, rows)) {
                PrincipalPlane plane = PrincipalPlane.of(
                        opened,
                        features.orElseThrow().judging().search().probe().threads());
                placed = new Placed(onGrid(plane.x()), onGrid(plane.y()), plane.explained());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return placed;
    }

    /** From 0 for the least to {@value #GRID} − 1 for the largest; all in the middle if they are equal. */
    private static short[] onGrid(float[] values) {
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        short[] places = new short[values.length];
        for (int i = 0; i < places.length; i++) {
            double share = most > least ? ((double) values[i] - least) / ((double) most - least) : 0.5;
            places[i] = (short) Math.round(share * (GRID - 1));
        }
        return places;
    }

    RowMap map() {
        Placed all = placed();
        int n = all.x.length;
        int[] drawn = n <= DRAWN
                ? IntStream.range(0, n).toArray()
                : new SplittableRandom(1)
                        .ints(0, n)
                        .distinct()
                        .limit(DRAWN)
                        .sorted()
                        .toArray();
        return new RowMap(
                n,
                all.explained,
                IntStream.of(drawn).mapToObj(row -> (int) all.x[row]).toList(),
                IntStream.of(drawn).mapToObj(row -> (int) all.y[row]).toList(),
                IntStream.of(drawn).mapToObj(row -> rows.given().get(row)).toList(),
                IntStream.of(drawn)
                        .mapToObj(row -> (int) Math.round(100 * rows.wrong(row)))
                        .toList(),
                classes(all));
    }

    private List<RowMap.Place> classes(Placed all) {
        int k = rows.given().classCount();
        int[] counts = rows.given().counts();
        long[] x = new long[k];
        long[] y = new long[k];
        int[] suspicious = new int[k];
        for (int row = 0; row < all.x.length; row++) {
            int label = rows.given().get(row);
            x[label] += all.x[row];
            y[label] += all.y[row];
            suspicious[label] += rows.isFlagged(row) ? 1 : 0;
        }
        List<RowMap.Place> places = new ArrayList<>();
        for (int label = 0; label < k; label++) {
            if (counts[label] > 0) {
                places.add(new RowMap.Place(
                        rows.given().names().get(label),
                        counts[label],
                        (double) x[label] / counts[label],
                        (double) y[label] / counts[label],
                        suspicious[label]));
            }
        }
        return places;
    }

    /**
     * The rows of an area, by index, the most suspicious first; those on its edges are inside, and where its line crosses itself those that are inside an odd number of times.
     *
     * @param ranking all rows, the most suspicious first
     */
    int[] inside(String queue, int[] ranking) {
        Placed all = placed();
        String[] corners = queue.substring(AREA.length()).split(";");
        int[] x = new int[corners.length];
        int[] y = new int[corners.length];
        for (int i = 0; i < corners.length; i++) {
            String[] corner = corners[i].split(",");
            x[i] = Integer.parseInt(corner[0]);
            y[i] = Integer.parseInt(corner[1]);
        }
        return IntStream.of(ranking)
                .filter(row -> isInside(all.x[row], all.y[row], x, y))
                .toArray();
    }

    private static boolean isInside(int px, int py, int[] x, int[] y) {
        boolean inside = false;
        for (int i = 0, j = x.length - 1; i < x.length; j = i++) {
            int turn = (x[j] - x[i]) * (py - y[i]) - (y[j] - y[i]) * (px - x[i]);
            boolean between = Math.min(x[i], x[j]) <= px
                    && px <= Math.max(x[i], x[j])
                    && Math.min(y[i], y[j]) <= py
                    && py <= Math.max(y[i], y[j]);
            if (turn == 0 && between) {
                return true;
            }
            if ((y[i] > py) != (y[j] > py)) {
                inside ^= (turn > 0) == (y[j] > y[i]);
            }
        }
        return inside;
    }
}
