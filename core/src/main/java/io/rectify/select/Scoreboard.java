package io.rectify.select;

import io.rectify.distill.Recipe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
        return share(verdicts(candidate));
    }

    private List<Verdict> verdicts(Recipe candidate) {
        List<Verdict> known = verdicts.get(candidate);
        if (known == null) {
            throw new IllegalStateException("never tried: " + candidate);
        }
        return known;
    }

    private static double share(List<Verdict> verdicts) {
        double agreeing = 0;
        double all = 0;
        for (Verdict verdict : verdicts) {
            for (int i = 0; i < verdict.agrees().length; i++) {
                agreeing += verdict.agrees()[i] ? verdict.weights()[i] : 0;
                all += verdict.weights()[i];
            }
        }
        return agreeing / all;
    }

    private static int rows(List<Verdict> verdicts) {
        return verdicts.stream().mapToInt(verdict -> verdict.agrees().length).sum();
    }

    /** Of the candidates judged on most folds, the one that agrees most; the first of equals. */
    private Recipe best() {
        int most = verdicts.values().stream().mapToInt(List::size).max().orElseThrow();
        Recipe best = null;
        double agreement = -1;
        for (Map.Entry<Recipe, List<Verdict>> entry : verdicts.entrySet()) {
            if (entry.getValue().size() == most && share(entry.getValue()) > agreement) {
                best = entry.getKey();
                agreement = share(entry.getValue());
            }
        }
        if (best == null) {
            throw new IllegalStateException("nothing was tried");
        }
        return best;
    }

    /** Every candidate beside the best, in the order they were first tried. */
    List<Trial> trials() {
        if (isEmpty()) {
            return List.of();
        }
        List<Verdict> best = verdicts(best());
        List<Trial> trials = new ArrayList<>();
        verdicts.forEach((candidate, own) -> trials.add(trial(candidate, own, best)));
        return List.copyOf(trials);
    }

    /** Standard errors are those of ratios: the root of Σ w_i²·(value_i − mean)² over Σ w_i. */
    private static Trial trial(Recipe candidate, List<Verdict> own, List<Verdict> best) {
        int folds = own.size();
        double agreement = share(own);
        double behind = share(best.subList(0, folds)) - agreement;
        double sum = 0;
        double squares = 0;
        double differences = 0;
        for (int f = 0; f < folds; f++) {
            double[] weights = own.get(f).weights();
            for (int i = 0; i < weights.length; i++) {
                double value = own.get(f).agrees()[i] ? 1 : 0;
                double ahead = (best.get(f).agrees()[i] ? 1 : 0) - value;
                double square = weights[i] * weights[i];
                sum += weights[i];
                squares += square * (value - agreement) * (value - agreement);
                differences += square * (ahead - behind) * (ahead - behind);
            }
        }
        return new Trial(
                candidate,
                rows(own),
                agreement,
                Math.sqrt(squares) / sum,
                behind,
                Math.sqrt(differences) / sum,
                own.stream().mapToInt(Verdict::evaluations).sum());
    }
}
