package io.rectify.neural;

import java.util.ArrayList;
import java.util.List;

/** Capital letters as strokes on a grid 4 wide and 6 high, y downwards; a stroke that begins with ~ is bent where it turns. */
final class Glyphs {
    /**
     * How letters are drawn.
     *
     * @param rounding how often corners of bent strokes are cut
     * @param weight half the width of a stroke, as a share of the height
     * @param contrast how much thinner level strokes are
     * @param serifs whether strokes end in short level ones
     * @param width of letters, times what the grid says
     * @param slant how far the top leans to the right, as a share of the height
     */
    record Font(int rounding, double weight, double contrast, boolean serifs, double width, double slant) {}

    static final List<Font> FONTS = List.of(
            new Font(3, 0.055, 0, false, 1, 0),
            new Font(3, 0.095, 0.1, false, 1.1, 0),
            new Font(3, 0.06, 0.55, true, 1, 0),
            new Font(3, 0.055, 0.35, false, 0.95, 0.25),
            new Font(1, 0.06, 0, false, 0.75, 0),
            new Font(2, 0.035, 0, true, 1.2, 0.1));

    private static final double COLUMNS = 4;
    private static final double ROWS = 6;
    private static final double SERIF = 0.75;

    private static final String[] LETTERS = {
        "0,6 2,0 4,6;0.7,4 3.3,4", // A
        "0,0 0,6;~0,0 3.5,0 3.5,3 0,3;~0,3 4,3 4,6 0,6",
        "~4,1.3 4,0 0,0 0,6 4,6 4,4.7",
        "0,0 0,6;~0,0 4,0 4,6 0,6",
        "4,0 0,0 0,6 4,6;0,3 3,3", // E
        "4,0 0,0 0,6;0,3 3,3",
        "~4,1.3 4,0 0,0 0,6 4,6 4,4;4,5 4,3.4 2.4,3.4",
        "0,0 0,6;4,0 4,6;0,3 4,3",
        "2,0 2,6",
        "~3.4,0 3.4,6 0,6 0,4.2", // J
        "0,0 0,6;4,0 0,3.6;1.3,2.6 4,6",
        "0,0 0,6 4,6",
        "0,6 0,0 2,3.8 4,0 4,6",
        "0,6 0,0 4,6 4,0",
        "~2,0 0,0 0,6 4,6 4,0 2,0", // O
        "0,0 0,6;~0,0 4,0 4,3.3 0,3.3",
        "~2,0 0,0 0,6 4,6 4,0 2,0;2.4,4.2 4.2,6.6",
        "0,0 0,6;~0,0 4,0 4,3.3 0,3.3;1.7,3.3 4,6",
        "~4,1.2 4,0 0,0 0,3 4,3 4,6 0,6 0,4.8",
        "0,0 4,0;2,0 2,6", // T
        "~0,0 0,6 4,6 4,0",
        "0,0 2,6 4,0",
        "0,0 1,6 2,1.6 3,6 4,0",
        "0,0 4,6;4,0 0,6",
        "0,0 2,3 4,0;2,3 2,6", // Y
        "0,0 4,0 0,6 4,6"
    };

    private Glyphs() {}

    /** A straight piece of a stroke, in pixels. */
    record Segment(double x0, double y0, double x1, double y1, double halfWidth) {
        /** From the middle of the stroke's end or side. */
        double distance(double x, double y) {
            double dx = x1 - x0;
            double dy = y1 - y0;
            double length = dx * dx + dy * dy;
            double along = length == 0 ? 0 : ((x - x0) * dx + (y - y0) * dy) / length;
            double t = Math.max(0, Math.min(1, along));
            double ex = x - x0 - t * dx;
            double ey = y - y0 - t * dy;
            return Math.sqrt(ex * ex + ey * ey);
        }
    }

    /** How much of the pixel around a point lies in ink, 0 to 1. */
    static double coverage(List<Segment> strokes, double x, double y) {
        double nearest = Double.POSITIVE_INFINITY;
        for (Segment segment : strokes) {
            nearest = Math.min(nearest, segment.distance(x, y) - segment.halfWidth());
        }
        return Math.max(0, Math.min(1, 0.5 - nearest));
    }

    /**
     * A letter in place.
     *
     * @param letter 0 for A
     * @param height in pixels
     * @param angle in radians
     */
    static List<Segment> strokes(int letter, Font font, double height, double angle, double x, double y) {
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        List<Segment> segments = new ArrayList<>();
        for (List<double[]> stroke : outlines(letter, font)) {
            for (int i = 1; i < stroke.size(); i++) {
                double[] a = placed(stroke.get(i - 1), font, height);
                double[] b = placed(stroke.get(i), font, height);
                double dx = b[0] - a[0];
                double dy = b[1] - a[1];
                double length = Math.sqrt(dx * dx + dy * dy);
                double level = length == 0 ? 0 : Math.abs(dx) / length;
                segments.add(new Segment(
                        x + cos * a[0] - sin * a[1],
                        y + sin * a[0] + cos * a[1],
                        x + cos * b[0] - sin * b[1],
                        y + sin * b[0] + cos * b[1],
                        font.weight() * height * (1 - font.contrast() * level)));
            }
        }
        return segments;
    }

    /** From the grid to pixels around the letter's middle. */
    private static double[] placed(double[] point, Font font, double height) {
        double up = 0.5 - point[1] / ROWS;
        double right = (point[0] / COLUMNS - 0.5) * font.width() * COLUMNS / ROWS;
        return new double[] {(right + font.slant() * up) * height, -up * height};
    }

    private static List<List<double[]>> outlines(int letter, Font font) {
        List<List<double[]>> strokes = new ArrayList<>();
        for (String text : LETTERS[letter].split(";", -1)) {
            boolean bent = text.startsWith("~");
            List<double[]> points = new ArrayList<>();
            for (String pair : text.substring(bent ? 1 : 0).split(" ", -1)) {
                String[] numbers = pair.split(",", -1);
                points.add(new double[] {Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1])});
            }
            if (font.serifs() && !bent) {
                addSerifs(points, strokes);
            }
            for (int i = 0; bent && i < font.rounding(); i++) {
                points = cutCorners(points);
            }
            strokes.add(points);
        }
        return strokes;
    }

    /** Where a stroke that is not level ends at the top or at the bottom. */
    private static void addSerifs(List<double[]> points, List<List<double[]>> strokes) {
        int last = points.size() - 1;
        int[][] ends = {{0, 1}, {last, last - 1}};
        for (int[] end : ends) {
            double[] at = points.get(end[0]);
            boolean outer = at[1] == 0 || at[1] == ROWS;
            if (outer && points.get(end[1])[1] != at[1]) {
                strokes.add(List.of(new double[] {at[0] - SERIF, at[1]}, new double[] {at[0] + SERIF, at[1]}));
            }
        }
    }

    /** Chaikin's step (1974); ends stay where they are. */
    private static List<double[]> cutCorners(List<double[]> points) {
        List<double[]> cut = new ArrayList<>(List.of(points.get(0)));
        for (int i = 1; i < points.size(); i++) {
            double[] a = points.get(i - 1);
            double[] b = points.get(i);
            if (i > 1) {
                cut.add(between(a, b, 0.25));
            }
            if (i < points.size() - 1) {
                cut.add(between(a, b, 0.75));
            }
        }
        cut.add(points.get(points.size() - 1));
        return cut;
    }

    private static double[] between(double[] a, double[] b, double share) {
        return new double[] {a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])};
    }
}
