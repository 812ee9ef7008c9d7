package io.rectify.report;

import java.util.List;

/**
 * Whether mistakes depend on the class alone, which labels can contradict: the share of wrong labels by how suspicious a label must be
 * to count. It is level if they do.
 *
 * @param verdict in one sentence
 * @param points by ascending threshold
 */
public record LevelTest(String verdict, List<Point> points) {
    /** @throws IllegalArgumentException if the verdict is blank or there are no points */
    public LevelTest {
        Require.notBlank("verdict", verdict);
        points = List.copyOf(points);
        Require.notEmpty("points", points);
    }

    /**
     * What one threshold says.
     *
     * @param level share of certainly wrong labels that look less suspicious than those that count
     * @param share of wrong labels by this threshold
     * @param low start of its 95 % interval
     * @param high its end
     */
    public record Point(double level, double share, double low, double high) {
        /** @throws IllegalArgumentException if one is not between 0 and 1, or the share is outside its interval */
        public Point {
            Require.share("level", level);
            Require.share("share", share);
            Require.share("low", low);
            Require.share("high", high);
            if (low > share || share > high) {
                throw new IllegalArgumentException(
                        "share must lie between low " + low + " and high " + high + " but is " + share);
            }
        }
    }
}
