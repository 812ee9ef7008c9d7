package io.rectify.report;

import java.util.List;

/**
 * How the probability that a label is wrong is spread over the rows.
 *
 * @param edges of the bins, ascending, one more than bins, between 0 and 1
 * @param flagged rows per bin that are listed as issues
 * @param unflagged the other rows per bin
 */
public record ErrorHistogram(List<Double> edges, List<Long> flagged, List<Long> unflagged) {
    /** @throws IllegalArgumentException if edges do not ascend from 0 to 1, or counts are negative or of another number */
    public ErrorHistogram {
        edges = List.copyOf(edges);
        flagged = List.copyOf(flagged);
        unflagged = List.copyOf(unflagged);
        if (edges.size() < 2) {
            throw new IllegalArgumentException("a histogram needs two edges but has " + edges.size());
        }
        double previous = -1;
        for (double edge : edges) {
            Require.share("edge", edge);
            if (!(edge > previous)) {
                throw new IllegalArgumentException("edges must ascend but " + edge + " follows " + previous);
            }
            previous = edge;
        }
        Require.sameSize("flagged", flagged.size(), "bins", edges.size() - 1);
        Require.sameSize("unflagged", unflagged.size(), "bins", edges.size() - 1);
        flagged.forEach(count -> Require.notNegative("flagged", count));
        unflagged.forEach(count -> Require.notNegative("unflagged", count));
    }
}
