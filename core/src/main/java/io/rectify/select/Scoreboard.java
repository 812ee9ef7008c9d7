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

    /** Agreement on all rows that a candidate was judged on. */
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
        return (double) agreeing(verdicts) / rows(verdicts);
    }

    private static int rows(List<Verdict> verdicts) {
        return verdicts.stream().mapToInt(verdict -> verdict.agrees().length).sum();
    }

    private static int agreeing(List<Verdict> verdicts) {
        int count = 0;
        for (Verdict verdict : verdicts) {
            for (boolean agrees : verdict.agrees()) {
                count += agrees ? 1 : 0;
            }
        }
        return count;
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

    private static Trial trial(Recipe candidate, List<Verdict> own, List<Verdict> best) {
        int folds = own.size();
        double n = rows(own);
        double agreement = share(own);
        double behind = share(best.subList(0, folds)) - agreement;
        double differ = 0;
        for (int f = 0; f < folds; f++) {
            boolean[] a = own.get(f).agrees();
            boolean[] b = best.get(f).agrees();
            for (int i = 0; i < a.length; i++) {
                differ += a[i] == b[i] ? 0 : 1;
            }
        }
        return new Trial(
                candidate,
                (int) n,
                agreement,
                Math.sqrt(agreement * (1 - agreement) / n),
                behind,
                Math.sqrt(Math.max(0, differ / n - behind * behind) / n),
                own.stream().mapToInt(Verdict::evaluations).sum());
    }

    CleanAccuracy clean(Recipe candidate) {
        List<Verdict> own = verdicts(candidate);
        return CleanAccuracy.of(
                rows(own),
                agreeing(own),
                own.stream().mapToInt(Verdict::confident).sum(),
                own.stream().mapToInt(Verdict::confidentAgreeing).sum(),
                own.stream().mapToInt(Verdict::confidentSecond).sum(),
                own.stream().mapToDouble(Verdict::confidentByChance).sum());
    }
}
