package io.rectify.review;

import io.rectify.metrics.CohenKappa;
import io.rectify.run.ReviewAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How reviewers who looked at the same rows agree.
 *
 * @param rows that two reviewers or more are done with
 * @param alike of these, rows of which all say the same
 * @param kappa Cohen's, the mean over pairs of reviewers, each weighing as many rows as both are done with; null where it cannot be told
 */
public record Agreement(int rows, int alike, @Nullable Double kappa) {
    private static final class Pair {
        final List<String> one = new ArrayList<>();
        final List<String> other = new ArrayList<>();
    }

    /** @param twice ballots that two or more are done with */
    static Agreement of(List<Ballot> twice) {
        int alike = 0;
        Map<List<String>, Pair> pairs =
                new TreeMap<>((a, b) -> String.join("\0", a).compareTo(String.join("\0", b)));
        for (Ballot ballot : twice) {
            List<Ballot.Vote> done = ballot.done();
            alike += done.stream().map(Ballot.Vote::answer).distinct().count() == 1 ? 1 : 0;
            for (Ballot.Vote one : done) {
                for (Ballot.Vote other : done) {
                    if (one.reviewer().compareTo(other.reviewer()) < 0) {
                        Pair pair =
                                pairs.computeIfAbsent(List.of(one.reviewer(), other.reviewer()), same -> new Pair());
                        pair.one.add(said(one.answer()));
                        pair.other.add(said(other.answer()));
                    }
                }
            }
        }
        return new Agreement(twice.size(), alike, kappa(List.copyOf(pairs.values())));
    }

    private static @Nullable Double kappa(List<Pair> pairs) {
        double sum = 0;
        double weight = 0;
        for (Pair pair : pairs) {
            double kappa = CohenKappa.of(pair.one, pair.other);
            if (!Double.isNaN(kappa)) {
                sum += kappa * pair.one.size();
                weight += pair.one.size();
            }
        }
        return weight == 0 ? null : (Double) (sum / weight);
    }

    /** A class, or what was done instead of naming one. */
    private static String said(ReviewAnswer answer) {
        return answer.isLabelled() ? "class " + answer.label() : answer.choice().toString();
    }
}
