package io.rectify.select;

import io.rectify.distill.Recipe;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** The verdicts on all candidates, fold by fold: a candidate judged on n folds was judged on the first n. */
final class Scoreboard {
    private final Map<Recipe, List<Verdict>> verdicts = new LinkedHashMap<>();

    void add(Recipe candidate, Verdict verdict) {
        verdicts.computeIfAbsent(candidate, c -> new ArrayList<>()).add(verdict);
    }

    /** In the order they were first tried. */
    Set<Recipe> candidates() {
        return verdicts.keySet();
    }

    boolean isEmpty() {
        return verdicts.isEmpty();
    }

    /** Weighted agreement on all rows that a candidate was judged on: Σ w_i [agrees_i] / Σ w_i. */
    double agreement(Recipe candidate) {
        List<Verdict> known = verdicts.get(candidate);
        if (known == null) {
            throw new IllegalStateException("never tried: " + candidate);
        }
        return Hits.share(hits(known, Verdict::given));
    }

    private static List<Hits> hits(List<Verdict> verdicts, Function<Verdict, Hits> of) {
        return verdicts.stream().map(of).toList();
    }

    /** Of the candidates judged on most folds, what is hit by the one that hits most; the first of equals. */
    private List<Hits> best(Function<Verdict, Hits> of) {
        int most = verdicts.values().stream().mapToInt(List::size).max().orElseThrow();
        List<Hits> best = List.of();
        double share = -1;
        for (List<Verdict> verdict : verdicts.values()) {
            List<Hits> own = hits(verdict, of);
            if (own.size() == most && Hits.share(own) > share) {
                best = own;
                share = Hits.share(own);
            }
        }
        return best;
    }

    /**
     * Whether a verdict on the first fold is so many standard errors behind the best of those so far, by given labels and, where these tell, by reviewed rows.
     */
    boolean isBehind(Verdict verdict, double errors) {
        return isBehind(verdict, Verdict::given, errors)
                && (!verdict.reviewed().tell() || isBehind(verdict, Verdict::reviewed, errors));
    }

    private boolean isBehind(Verdict verdict, Function<Verdict, Hits> of, double errors) {
        Comparison comparison = Comparison.of(List.of(of.apply(verdict)), best(of));
        return comparison.behind() > errors * comparison.behindError();
    }

    /** Every candidate beside the best, in the order they were first tried. */
    List<Trial> trials() {
        if (isEmpty()) {
            return List.of();
        }
        List<Hits> given = best(Verdict::given);
        List<Hits> plain = best(Verdict::plain);
        List<Hits> reviewed = best(Verdict::reviewed);
        List<Trial> trials = new ArrayList<>();
        verdicts.forEach((candidate, own) -> {
            boolean told = own.stream().map(Verdict::reviewed).anyMatch(Hits::tell);
            trials.add(new Trial(
                    candidate,
                    Comparison.of(hits(own, Verdict::given), given),
                    Comparison.of(hits(own, Verdict::plain), plain),
                    told ? Optional.of(Comparison.of(hits(own, Verdict::reviewed), reviewed)) : Optional.empty(),
                    own.stream().mapToInt(Verdict::evaluations).sum()));
        });
        return List.copyOf(trials);
    }

    /**
     * Of those judged on most folds the best that are not clearly behind, and of these the best teacher too, which is chosen where students
     * are no better; where rows were reviewed, half as many that are most often right there.
     *
     * @param places for the best
     * @param hopeless standard errors behind which a candidate is not judged again
     */
    List<Recipe> finalists(int places, double hopeless) {
        List<Trial> trials = trials();
        int most = trials.stream().mapToInt(Trial::rows).max().orElseThrow();
        List<Trial> judged =
                trials.stream().filter(trial -> trial.rows() == most).toList();
        List<Trial> told =
                judged.stream().filter(trial -> trial.reviewed().isPresent()).toList();
        List<Recipe> level = level(judged, Trial::given, hopeless);
        List<Recipe> right = level(told, trial -> trial.reviewed().orElseThrow(), hopeless);
        return Stream.of(
                        level.stream().limit(places),
                        level.stream().filter(Recipe::teacherAlone).limit(1),
                        right.stream().limit(places / 2))
                .flatMap(chosen -> chosen)
                .distinct()
                .toList();
    }

    /** Those not clearly behind, the best first; of equals by given labels. */
    private static List<Recipe> level(List<Trial> trials, Function<Trial, Comparison> by, double hopeless) {
        return trials.stream()
                .filter(trial ->
                        by.apply(trial).behind() <= hopeless * by.apply(trial).behindError())
                .sorted(Comparator.<Trial>comparingDouble(
                                trial -> by.apply(trial).behind())
                        .thenComparingDouble(Trial::behind))
                .map(Trial::candidate)
                .toList();
    }
}
