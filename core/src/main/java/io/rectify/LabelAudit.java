package io.rectify;

import io.rectify.audit.Audit;
import io.rectify.audit.Duplicates;
import io.rectify.audit.LabelIssues;
import io.rectify.audit.NoiseEvidence;
import io.rectify.audit.OutOfSample;
import io.rectify.audit.StatedAccuracy;
import io.rectify.data.Labels;
import io.rectify.data.Preprocessing;
import io.rectify.select.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which given labels are probably wrong, what they should be, and why. {@link #close} frees the probabilities behind it. */
public final class LabelAudit implements AutoCloseable {
    private final Audit audit;
    private final Preprocessing.Scheme scheme;
    private final OutOfSample outputs;
    private final Duplicates copies;
    private final Optional<Choice> choice;
    private final List<Issue> issues;

    LabelAudit(
            Audit audit,
            Preprocessing.Scheme scheme,
            OutOfSample outputs,
            Duplicates copies,
            Optional<Choice> choice,
            List<String> texts) {
        this.audit = audit;
        this.scheme = scheme;
        this.copies = copies;
        this.outputs = outputs;
        this.choice = choice;
        this.issues = issues(audit, texts);
    }

    /**
     * A label that is probably wrong.
     *
     * @param row from 0
     * @param text what the row says; none if no texts were given
     * @param probability that the given label is wrong
     * @param neighbours the rows whose labels say so, heaviest first; none beyond the first 5,000 issues
     */
    public record Issue(
            int row,
            Optional<String> text,
            String given,
            String suggested,
            double probability,
            List<Neighbour> neighbours) {
        /** Such as "row 17: given cash_withdrawal, probably transfer (wrong with probability 0.981): when will my money arrive". */
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "row %d: given %s, probably %s (wrong with probability %.3f)%s",
                    row,
                    given,
                    suggested,
                    probability,
                    text.map(words -> ": " + words).orElse(""));
        }
    }

    /** A row whose label is averaged into the verdict on another, with what share. */
    public record Neighbour(int row, String given, double weight) {}

    private static List<Issue> issues(Audit audit, List<String> texts) {
        LabelIssues issues = audit.issues();
        Labels given = issues.given();
        if (!texts.isEmpty() && texts.size() != given.size()) {
            throw new IllegalArgumentException(texts.size() + " texts for " + given.size() + " rows");
        }
        List<Issue> all = new ArrayList<>();
        int[] flagged = issues.flagged();
        float[] wrong = issues.wrong();
        for (int rank = 0; rank < flagged.length; rank++) {
            int row = flagged[rank];
            List<Neighbour> neighbours = rank < audit.neighbours().size()
                    ? audit.neighbours().get(rank).stream()
                            .map(n -> new Neighbour(n.row(), given.name(n.row()), n.weight()))
                            .toList()
                    : List.of();
            all.add(new Issue(
                    row,
                    texts.isEmpty() ? Optional.empty() : Optional.of(texts.get(row)),
                    given.name(row),
                    issues.suggested().name(row),
                    Math.min(1, wrong[row]),
                    neighbours));
        }
        return List.copyOf(all);
    }

    /** The labels that are taken for wrong, most suspicious first. */
    public List<Issue> issues() {
        return issues;
    }

    /** What may be said of how many labels are wrong, and what that rests on. */
    public NoiseEvidence noise() {
        return audit.evidence();
    }

    /** How often the outputs that judged are right, as far as the labels can tell; the number of threads does not matter. */
    public StatedAccuracy accuracy(int threads) {
        return StatedAccuracy.of(outputs, audit.issues().given(), audit, threads);
    }

    /** All rows, the most suspicious first, flagged or not. */
    public int[] ranking() {
        return audit.issues().ranking();
    }

    /** Everything behind it: transitions, neighbours, near-duplicates, outliers. */
    public Audit details() {
        return audit;
    }

    /** Rows that are all but equal, which were held out together. */
    public Duplicates copies() {
        return copies;
    }

    /** The outputs that it judged by. */
    public OutOfSample outputs() {
        return outputs;
    }

    /** How the search came to the way of training that judges; none where there was no search. */
    public Optional<Choice> choice() {
        return choice;
    }

    /** How features were prepared for what names neighbours, copies and outliers. */
    public Preprocessing.Scheme preprocessing() {
        return scheme;
    }

    /** Frees outputs and soft labels; issues and noise stay. */
    @Override
    public void close() {
        outputs.close();
        audit.issues().softLabels().close();
    }

    /** Such as "86 of 900 labels are probably wrong; about 10.2 % ...; judged by ...". */
    @Override
    public String toString() {
        return issues.size() + " of " + audit.issues().given().size() + " labels are probably wrong; " + noise()
                + "; judged by " + outputs.origin();
    }
}
