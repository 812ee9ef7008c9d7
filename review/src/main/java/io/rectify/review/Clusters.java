package io.rectify.review;

import io.rectify.data.Groups;
import io.rectify.run.AuditedRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Near-duplicates, put right together: rows that the audit held out together because each is all but equal to another. Named by index. */
final class Clusters {
    private final Groups groups;
    private final int[] ranking;
    private final int[] sizes;

    Clusters(AuditedRows rows) {
        this.groups = rows.copies();
        this.ranking = rows.ranking();
        this.sizes = new int[groups.count()];
        for (int row = 0; row < ranking.length; row++) {
            sizes[groups.get(row)]++;
        }
    }

    /** How many rows a row's cluster has; 1 if nothing is all but equal to it. */
    int size(int row) {
        return sizes[groups.get(row)];
    }

    /** The rows of a row's cluster, the most suspicious first; none if it is alone. */
    int[] of(int row) {
        return size(row) == 1
                ? new int[0]
                : IntStream.of(ranking)
                        .filter(other -> groups.get(other) == groups.get(row))
                        .toArray();
    }

    /** Cluster after cluster, that with the most suspicious row first; within one the most suspicious row first. */
    int[] all() {
        if (groups.areSingleRows()) {
            return new int[0];
        }
        Map<Integer, List<Integer>> clusters = new LinkedHashMap<>();
        Arrays.stream(ranking)
                .filter(row -> size(row) > 1)
                .forEach(row -> clusters.computeIfAbsent(groups.get(row), same -> new ArrayList<>())
                        .add(row));
        return clusters.values().stream()
                .flatMap(List::stream)
                .mapToInt(row -> row)
                .toArray();
    }
}
