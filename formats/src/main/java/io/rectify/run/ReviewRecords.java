package io.rectify.run;

import io.rectify.audit.ReviewSample;
import io.rectify.audit.Reviewed;
import io.rectify.data.Labels;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.formats.Excerpt;
import io.rectify.formats.NearestName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Answers of reviewers as they are read, record by record, each checked against the audited rows. */
final class ReviewRecords {
    private static final String UNSURE = "unsure";
    private static final int UNANSWERED = -1;
    private static final int LONGEST_LABEL = 200;

    private final Labels given;
    private final RowNames rows;
    private final RowFinder finder;
    private final boolean lastWins;
    private final Map<String, Integer> classes = new LinkedHashMap<>();
    private final Map<Integer, Integer> answers = new LinkedHashMap<>();
    private final Map<Integer, ReviewSample.Row> sample = new LinkedHashMap<>();
    private final Map<Integer, DataLocation> places = new HashMap<>();

    /**
     * @param rows that were judged
     * @param lastWins whether a later answer to the same row replaces an earlier one, as in a journal; else they must agree
     */
    ReviewRecords(Labels given, RowNames rows, boolean lastWins) {
        this.given = given;
        this.rows = rows;
        this.finder = new RowFinder(rows, "the audit");
        this.lastWins = lastWins;
        int[] counts = given.counts();
        for (int k = 0; k < counts.length; k++) {
            if (counts[k] > 0) {
                classes.put(given.names().get(k), k);
            }
        }
    }

    /**
     * @param fields by column; columns that are missing are not there
     * @throws DataFormatException if the record names no row of the audit, or is no answer
     */
    void add(Map<String, String> fields, DataLocation place) throws DataFormatException {
        int row = finder.row(fields, place);
        int right = right(fields.getOrDefault("right_label", ""), place.withColumn("right_label"));
        Integer before = answers.get(row);
        if (before == null || lastWins || before == UNANSWERED) {
            answers.put(row, right);
        } else if (right != UNANSWERED && right != before) {
            throw new DataFormatException(
                    place.withColumn("right_label"),
                    "expected one answer to row " + rows.number(row) + " but found " + Excerpt.quoted(name(right))
                            + " after " + Excerpt.quoted(name(before)));
        }
        draw(row, fields, place);
        places.putIfAbsent(row, place);
    }

    /** The label of the row that a record names. */
    String label(Map<String, String> fields, DataLocation place) throws DataFormatException {
        return given.name(finder.row(fields, place));
    }

    private int right(String text, DataLocation place) throws DataFormatException {
        String label = text.strip();
        Integer index = classes.getOrDefault(text, classes.get(label));
        if (index != null) {
            return index;
        }
        if (label.isEmpty() || label.equalsIgnoreCase(UNSURE)) {
            return UNANSWERED;
        }
        String nearest = label.length() > LONGEST_LABEL
                ? ""
                : ", of which " + Excerpt.quoted(NearestName.of(label, classes.keySet())) + " is nearest";
        throw new DataFormatException(
                place,
                "expected one of the " + classes.size() + " classes that labels have, or " + UNSURE + ", but found "
                        + Excerpt.quoted(label) + nearest);
    }

    private String name(int label) {
        return given.names().get(label);
    }

    private void draw(int row, Map<String, String> fields, DataLocation place) throws DataFormatException {
        String stratum = fields.getOrDefault("stratum", "").strip();
        String inclusion = fields.getOrDefault("inclusion", "").strip();
        if (stratum.isEmpty() || inclusion.isEmpty()) {
            return;
        }
        if (!stratum.matches("[0-9]{1,9}") || Integer.parseInt(stratum) >= ReviewSample.STRATA) {
            throw new DataFormatException(
                    place.withColumn("stratum"),
                    "expected a stratum, 0 to " + (ReviewSample.STRATA - 1) + ", but found " + Excerpt.quoted(stratum));
        }
        double probability = number(inclusion);
        if (!(probability > 0 && probability <= 1)) {
            throw new DataFormatException(
                    place.withColumn("inclusion"),
                    "expected a probability above 0 and at most 1 but found " + Excerpt.quoted(inclusion));
        }
        ReviewSample.Row drawn = new ReviewSample.Row(row, Integer.parseInt(stratum), probability);
        ReviewSample.Row before = sample.putIfAbsent(row, drawn);
        if (before != null && !before.equals(drawn)) {
            throw new DataFormatException(
                    place.withColumn(before.stratum() == drawn.stratum() ? "inclusion" : "stratum"),
                    "expected what an earlier line says of row " + rows.number(row) + " but it differs");
        }
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /**
     * All of it: a random sample if every row has a stratum and an inclusion.
     *
     * @throws DataFormatException if these are not those of a sample of the audited rows
     */
    Reviewed reviewed() throws DataFormatException {
        Map<Integer, Integer> right = new HashMap<>();
        answers.forEach((row, label) -> {
            if (label != UNANSWERED) {
                right.put(row, label);
            }
        });
        if (answers.isEmpty() || sample.size() < answers.size()) {
            return Reviewed.ofList(given.size(), right);
        }
        List<ReviewSample.Row> drawn = new ArrayList<>(sample.values());
        checkInclusions(drawn);
        return Reviewed.ofSample(given.size(), drawn, right);
    }

    /** Names the line where {@link Reviewed#ofSample} would name the row alone. */
    private void checkInclusions(List<ReviewSample.Row> drawn) throws DataFormatException {
        int[] sizes = ReviewSample.sizes(given.size());
        long[] counts = new long[sizes.length];
        int[] listed = new int[sizes.length];
        for (ReviewSample.Row row : drawn) {
            int h = row.stratum();
            double exact = row.inclusion() * sizes[h];
            long count = Math.round(exact);
            listed[h]++;
            if (count < 1 || Math.abs(exact - count) >= 0.01) {
                throw inclusion(
                        row,
                        "is no share of the " + sizes[h] + " rows that stratum " + h
                                + " of the audit has; was the sample drawn from other data?");
            }
            if ((counts[h] != 0 && counts[h] != count) || listed[h] > count) {
                throw inclusion(
                        row,
                        counts[h] != 0 && counts[h] != count
                                ? "is not that of the other rows in stratum " + h
                                : "means that " + count + " rows of stratum " + h + " were drawn but here are more");
            }
            counts[h] = count;
        }
    }

    private DataFormatException inclusion(ReviewSample.Row row, String problem) {
        DataLocation place = Objects.requireNonNull(places.get(row.row()));
        return new DataFormatException(place.withColumn("inclusion"), "inclusion " + row.inclusion() + " " + problem);
    }
}
