package io.rectify.review;

import io.rectify.audit.ReviewSample;
import io.rectify.run.AuditedRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The orders in which rows can be gone through. Each is fixed by the audit, not by what is decided, so that a place in it stays what it is.
 * Their names: {@code suspicion}, {@code sample}, {@code duplicates}, {@code outliers}, {@code class:K} of rows given class K, {@code pair:J:K}
 * of rows given J that are probably K, {@code like:ROW} of rows that are like one
 * and were given the same label, {@code clusters} of near-duplicates one after another, {@code cluster:ROW} of those of one row, {@code area:x,y;…} of an
 * area of the map, and {@code search:TEXT}; classes by index.
 */
final class Queues {
    static final String SUSPICION = "suspicion";
    static final String SAMPLE = "sample";
    static final String DUPLICATES = "duplicates";
    static final String OUTLIERS = "outliers";
    static final String CLUSTERS = "clusters";
    static final String DISPUTED = "disputed";
    static final String SECOND = "second";
    private static final String CLASS = "class:";
    private static final String PAIR = "pair:";
    private static final String LIKE = "like:";
    private static final String CLUSTER = "cluster:";
    private static final String SEARCH = "search:";
    private static final int KEPT = 32;
    private static final int LONGEST_SEARCH = 200;
    private static final int PAIRS = 50;

    private final AuditedRows rows;
    private final SameMistakes mistakes;
    private final Clusters copies;
    private final Plane plane;
    private final int[] ranking;
    private final int[] sample;
    private final List<Offer> offers;
    private final Map<String, int[]> orders = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, int[]> eldest) {
            return size() > KEPT;
        }
    };

    Queues(AuditedRows rows, Clusters copies, Plane plane, SameMistakes mistakes, List<ReviewSample.Row> sample) {
        this.rows = rows;
        this.copies = copies;
        this.plane = plane;
        this.mistakes = mistakes;
        this.ranking = rows.ranking();
        this.sample = sample.stream().mapToInt(ReviewSample.Row::row).toArray();
        this.offers = List.copyOf(find());
    }

    /** A queue that is there to choose. */
    record Offer(String name, String title, int size) {
        /** Whether its rows are those of a list, not all of a kind. */
        boolean isSmall() {
            return name.equals(SAMPLE) || name.equals(DUPLICATES) || name.equals(OUTLIERS);
        }
    }

    /** All but searches. */
    List<Offer> offers() {
        return offers;
    }

    /** How many rows of each queue that has all of a kind are such; queues without any may be missing. */
    Map<String, Integer> count(IntPredicate such) {
        int k = rows.given().classCount();
        int all = 0;
        int copied = 0;
        int[] byClass = new int[k];
        Map<Long, Integer> byPair = new HashMap<>();
        for (int row = 0; row < ranking.length; row++) {
            if (such.test(row)) {
                int given = rows.given().get(row);
                int suggested = rows.suggested(row);
                all++;
                byClass[given]++;
                copied += copies.size(row) > 1 ? 1 : 0;
                if (suggested != given) {
                    byPair.merge((long) given * k + suggested, 1, Integer::sum);
                }
            }
        }
        Map<String, Integer> counts = new HashMap<>(Map.of(SUSPICION, all, CLUSTERS, copied));
        for (int given = 0; given < k; given++) {
            counts.put(CLASS + given, byClass[given]);
        }
        byPair.forEach((pair, count) -> counts.put(PAIR + pair / k + ":" + pair % k, count));
        return counts;
    }

    /** Pairs are those of flagged or doubted labels, the most frequent first. */
    private List<Offer> find() {
        List<Offer> offers = new ArrayList<>();
        offers.add(new Offer(SUSPICION, "Most suspicious first", ranking.length));
        offers.add(new Offer(SAMPLE, "Random sample, blind: tells how many labels are wrong", sample.length));
        addUnlessEmpty(offers, CLUSTERS, "Near-duplicates, cluster by cluster");
        addUnlessEmpty(offers, DUPLICATES, "Near-duplicates with different labels");
        addUnlessEmpty(offers, OUTLIERS, "Far from every class");
        pairs().stream()
                .sorted(Comparator.comparingInt((Pair pair) -> -pair.rows()))
                .limit(PAIRS)
                .forEach(pair -> offers.add(new Offer(
                        PAIR + pair.given() + ":" + pair.suggested(),
                        "Given " + name(pair.given()) + ", probably " + name(pair.suggested()),
                        pair.rows())));
        int[] counts = rows.given().counts();
        for (int k = 0; k < counts.length; k++) {
            if (counts[k] > 0) {
                offers.add(new Offer(CLASS + k, "Given " + name(k), counts[k]));
            }
        }
        return offers;
    }

    private record Pair(int given, int suggested, int rows) {}

    /** Pairs of different classes, by index. */
    private List<Pair> pairs() {
        int k = rows.given().classCount();
        int[][] counts = new int[k][];
        for (int row = 0; row < ranking.length; row++) {
            int given = rows.given().get(row);
            int suggested = rows.suggested(row);
            if (suggested != given) {
                if (counts[given] == null) {
                    counts[given] = new int[k];
                }
                counts[given][suggested]++;
            }
        }
        List<Pair> pairs = new ArrayList<>();
        for (int given = 0; given < k; given++) {
            for (int suggested = 0; counts[given] != null && suggested < k; suggested++) {
                if (counts[given][suggested] > 0) {
                    pairs.add(new Pair(given, suggested, counts[given][suggested]));
                }
            }
        }
        return pairs;
    }

    private void addUnlessEmpty(List<Offer> offers, String queue, String title) {
        int size = order(queue).length;
        if (size > 0) {
            offers.add(new Offer(queue, title, size));
        }
    }

    private String name(int label) {
        return rows.given().names().get(label);
    }

    static boolean isPair(String queue) {
        return queue.startsWith(PAIR);
    }

    /**
     * The rows of a queue, by index, in its order.
     *
     * @throws NoSuchElementException if there is no such queue
     */
    int[] order(String queue) {
        return orders.computeIfAbsent(queue, this::find);
    }

    private int[] find(String queue) {
        if (queue.startsWith(SEARCH)) {
            return search(queue.substring(SEARCH.length()));
        }
        if (queue.matches(CLASS + "[0-9]{1,9}")) {
            int given = label(queue.substring(CLASS.length()), queue);
            return Arrays.stream(ranking)
                    .filter(row -> rows.given().get(row) == given)
                    .toArray();
        }
        if (queue.matches(PAIR + "[0-9]{1,9}:[0-9]{1,9}")) {
            String[] parts = queue.split(":");
            int given = label(parts[1], queue);
            int suggested = label(parts[2], queue);
            return Arrays.stream(ranking)
                    .filter(row -> rows.given().get(row) == given && rows.suggested(row) == suggested)
                    .toArray();
        }
        if (queue.matches(LIKE + "[0-9]{1,9}")) {
            return mistakes.of(index(queue.substring(LIKE.length()), queue));
        }
        if (queue.matches(CLUSTER + "[0-9]{1,9}")) {
            return copies.of(index(queue.substring(CLUSTER.length()), queue));
        }
        if (Plane.isArea(queue)) {
            return plane.inside(queue, ranking);
        }
        return switch (queue) {
            case SUSPICION -> ranking;
            case SAMPLE -> sample;
            case CLUSTERS -> copies.all();
            case DUPLICATES -> rows.duplicates();
            case OUTLIERS -> rows.outliers();
            default -> throw unknown(queue);
        };
    }

    private int index(String number, String queue) {
        return rows.index(Integer.parseInt(number)).orElseThrow(() -> unknown(queue));
    }

    private int label(String index, String queue) {
        int label = Integer.parseInt(index);
        if (label >= rows.given().classCount()) {
            throw unknown(queue);
        }
        return label;
    }

    private static NoSuchElementException unknown(String queue) {
        return new NoSuchElementException("there is no queue '" + queue + "'");
    }

    /** Rows whose text has these words as they stand, in any case, or whose id or number it is; by suspicion. */
    private int[] search(String words) {
        if (words.isBlank() || words.length() > LONGEST_SEARCH) {
            throw new IllegalArgumentException("a search must have 1 to " + LONGEST_SEARCH + " characters");
        }
        String wanted = words.strip();
        Pattern pattern = Pattern.compile(wanted, Pattern.LITERAL | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
        int number = wanted.matches("[0-9]{1,9}") ? Integer.parseInt(wanted) : -1;
        return IntStream.of(ranking)
                .filter(row -> rows.names().number(row) == number
                        || pattern.matcher(rows.names().text(row)).find()
                        || pattern.matcher(rows.names().id(row)).find())
                .toArray();
    }
}
