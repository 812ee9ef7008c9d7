package io.rectify.audit;

import io.rectify.data.Labels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a person said of some of N rows. Of a {@linkplain #ofSample random sample} it tells how many labels are wrong, whatever the
 * noise is ({@link ReviewedEstimates}); of a {@linkplain #ofList list} that somebody happened to check, beside a sample too, it can only be
 * learned from ({@link Recalibration}). Immutable.
 */
public final class Reviewed {
    private static final int NO_STRATUM = -1;

    private final int rows;
    private final List<Answer> answers;
    private final boolean sample;
    private final int unanswered;
    private final List<Answer> known;

    private Reviewed(int rows, List<Answer> answers, boolean sample, int unanswered, List<Answer> known) {
        this.rows = rows;
        this.answers = List.copyOf(answers);
        this.sample = sample;
        this.unanswered = unanswered;
        this.known = List.copyOf(known);
    }

    /**
     * One answer.
     *
     * @param row from 0
     * @param right index of the right class
     * @param stratum of the {@link ReviewSample}, from 0; −1 if the row is of no random sample
     * @param inclusion share of the stratum's rows that were answered; 1 if the row is of no random sample
     */
    public record Answer(int row, int right, int stratum, double inclusion) {
        /** How many rows this one stands for, 1/inclusion. */
        public double weight() {
            return 1 / inclusion;
        }
    }

    /**
     * Answers to a random sample. Where some of a stratum's rows were left unanswered, the answered ones stand for the whole stratum
     * (their inclusion is their number over its size), which holds if rows were left at random; {@link #unanswered} says how many
     * were.
     *
     * @param rows N
     * @param drawn as {@link ReviewSample#draw} gave them; rows that were left unanswered may be missing
     * @param right index of the right class by row; unanswered rows are missing
     * @throws IllegalArgumentException if a row is drawn twice, is none of the N or has an answer though it was not drawn, a
     *     class is negative, or strata and inclusions are not those of a sample of N rows
     */
    public static Reviewed ofSample(int rows, List<ReviewSample.Row> drawn, Map<Integer, Integer> right) {
        int[] sizes = ReviewSample.sizes(rows);
        int[] drawnIn = new int[sizes.length];
        int[] listedIn = new int[sizes.length];
        int[] answeredIn = new int[sizes.length];
        Set<Integer> seen = new HashSet<>();
        for (ReviewSample.Row row : drawn) {
            checkRow(row.row(), rows);
            if (!seen.add(row.row())) {
                throw new IllegalArgumentException("row " + row.row() + " is twice in the sample");
            }
            int count = drawnIn(row, sizes);
            int h = row.stratum();
            listedIn[h]++;
            if ((drawnIn[h] != 0 && drawnIn[h] != count) || listedIn[h] > count) {
                throw new IllegalArgumentException("inclusion " + row.inclusion() + " of row " + row.row()
                        + " is not that of the other rows in stratum " + h);
            }
            drawnIn[h] = count;
            answeredIn[h] += right.containsKey(row.row()) ? 1 : 0;
        }
        List<Answer> answers = new ArrayList<>();
        int unanswered = 0;
        for (int h = 0; h < sizes.length; h++) {
            unanswered += drawnIn[h] - answeredIn[h];
        }
        for (ReviewSample.Row row : drawn) {
            Integer label = right.get(row.row());
            if (label != null) {
                int h = row.stratum();
                answers.add(new Answer(row.row(), checkClass(label, row.row()), h, (double) answeredIn[h] / sizes[h]));
            }
        }
        if (answers.size() != right.size()) {
            throw new IllegalArgumentException((right.size() - answers.size()) + " answers are to rows not drawn");
        }
        return new Reviewed(rows, answers, true, unanswered, answers);
    }

    /**
     * How many rows were drawn in a row's stratum, by its inclusion.
     *
     * @throws IllegalArgumentException if stratum and inclusion are not those of a sample of so many rows
     */
    private static int drawnIn(ReviewSample.Row row, int[] sizes) {
        int h = row.stratum();
        if (h < 0 || h >= sizes.length) {
            throw new IllegalArgumentException(
                    "stratum of row " + row.row() + " must be 0 to " + (sizes.length - 1) + " but is " + h);
        }
        double count = row.inclusion() * sizes[h];
        if (!(count > 0.5 && row.inclusion() < 1 + 1e-9 && Math.abs(count - Math.rint(count)) < 0.01)) {
            throw new IllegalArgumentException("inclusion " + row.inclusion() + " of row " + row.row()
                    + " is no share of the " + sizes[h] + " rows that stratum " + h + " of these data has");
        }
        return (int) Math.rint(count);
    }

    /**
     * Answers to rows that were not drawn at random.
     *
     * @param rows N
     * @param right index of the right class by row
     * @throws IllegalArgumentException if a row is none of the N, or a class is negative
     */
    public static Reviewed ofList(int rows, Map<Integer, Integer> right) {
        List<Answer> answers = new ArrayList<>();
        right.forEach((row, label) -> {
            checkRow(row, rows);
            answers.add(new Answer(row, checkClass(label, row), NO_STRATUM, 1));
        });
        answers.sort((a, b) -> Integer.compare(a.row(), b.row()));
        return new Reviewed(rows, answers, false, 0, answers);
    }

    /**
     * These answers, and others to rows that were not drawn at random: learned from, and never estimated by. What is said of a row of the
     * sample here is what is known of it, while estimates go by what the sample says.
     *
     * @param right index of the right class by row
     * @throws IllegalArgumentException if a row is none of the N, or a class is negative
     */
    public Reviewed with(Map<Integer, Integer> right) {
        Map<Integer, Answer> all = new TreeMap<>();
        ofList(rows, right).answers.forEach(answer -> all.put(answer.row(), answer));
        List<Answer> both = new ArrayList<>();
        for (Answer answer : known) {
            Answer other = all.remove(answer.row());
            both.add(
                    other == null
                            ? answer
                            : new Answer(answer.row(), other.right(), answer.stratum(), answer.inclusion()));
        }
        both.addAll(all.values());
        if (!sample) {
            both.sort(Comparator.comparingInt(Answer::row));
        }
        return new Reviewed(rows, sample ? answers : both, sample, unanswered, both);
    }

    private static void checkRow(int row, int rows) {
        if (row < 0 || row >= rows) {
            throw new IllegalArgumentException("row " + row + " was reviewed but rows are 0 to " + (rows - 1));
        }
    }

    private static int checkClass(int label, int row) {
        if (label < 0) {
            throw new IllegalArgumentException("right class of row " + row + " must not be negative but is " + label);
        }
        return label;
    }

    /** N, of which some were reviewed. */
    public int rows() {
        return rows;
    }

    /** What may be estimated by, each row once: of a sample its answers in the order drawn, without those beside it; of a list all, by row. */
    public List<Answer> answers() {
        return answers;
    }

    /** Every answer, of the sample and beside it, each row once. */
    public List<Answer> known() {
        return known;
    }

    /** Index of the right class by row that was answered, in the sample or beside it. */
    public Map<Integer, Integer> right() {
        Map<Integer, Integer> right = new HashMap<>();
        known.forEach(answer -> right.put(answer.row(), answer.right()));
        return Map.copyOf(right);
    }

    /**
     * The labels with the right ones in place of those that were reviewed.
     *
     * @param given N labels
     * @throws IllegalArgumentException if there are not N, or a right class is not one of theirs
     */
    public Labels corrected(Labels given) {
        if (given.size() != rows) {
            throw new IllegalArgumentException(
                    "labels has " + given.size() + " rows but rows were reviewed of " + rows);
        }
        Map<Integer, Integer> right = right();
        return given.map(row -> right.getOrDefault(row, given.get(row)));
    }

    /** For each of the N rows how many rows it stands for, if it was answered and drawn at random; otherwise 0. */
    public double[] standFor() {
        double[] weights = new double[rows];
        if (sample) {
            answers.forEach(answer -> weights[answer.row()] = answer.weight());
        }
        return weights;
    }

    /** Whether the rows were drawn at random, so that they speak for the others. */
    public boolean isSample() {
        return sample;
    }

    /** How many rows of the sample have no answer; estimates assume that they were left at random. */
    public int unanswered() {
        return unanswered;
    }

    /**
     * Whether every answered row was drawn in the stratum that it has in this ranking. It was not if the ranking has changed since, or
     * if there is no sample.
     *
     * @param strata of all rows, as {@link ReviewSample#strata} gives them
     */
    public boolean agreesWith(int[] strata) {
        return sample
                && strata.length == rows
                && answers.stream().allMatch(answer -> strata[answer.row()] == answer.stratum());
    }

    @Override
    public String toString() {
        return answers.size() + " of " + rows + " rows reviewed" + (sample ? ", a random sample" : "")
                + (known.size() > answers.size() ? ", and " + (known.size() - answers.size()) + " beside it" : "");
    }
}
