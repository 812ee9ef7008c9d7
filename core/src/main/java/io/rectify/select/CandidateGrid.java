package io.rectify.select;

import io.rectify.data.Preprocessing;
import io.rectify.distill.Method;
import io.rectify.distill.Recipe;
import io.rectify.probe.Penalty;
import io.rectify.spectral.SpectralProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything there is to try under one preprocessing.
 *
 * @param kappas ascending, scaled to the features
 * @param classes K
 */
record CandidateGrid(
        Preprocessing.Scheme preprocessing,
        List<Double> kappas,
        int rounds,
        int classes,
        boolean intercept,
        boolean adjusted) {
    /** How much a teacher's students promise shows in these. */
    private static final List<Method> FORERUNNERS = List.of(Method.HARDEN, Method.TOP2_GCE);

    /** Beyond its teacher's outputs a student of these needs no more. */
    private static final List<Method> OTHERS = List.of(Method.TOP2, Method.SHARPEN, Method.CONSENSUS);

    /** Candidates of each row beside the teacher's top two: fewer where little is wrong, more where much is. */
    private static final int[] OTHER_CANDIDATES = {1, 3};

    /** ξ that is tried whatever the closed form says. */
    private static final double HALF = 0.5;

    CandidateGrid withIntercept(boolean newIntercept) {
        return new CandidateGrid(preprocessing, kappas, rounds, classes, newIntercept, adjusted);
    }

    /** Teachers from the largest κ on, so that each is near the one before. */
    List<Recipe> teachers() {
        List<Recipe> teachers = new ArrayList<>();
        for (int i = kappas.size() - 1; i >= 0; i--) {
            teachers.add(teacher(kappas.get(i)));
        }
        return teachers;
    }

    Recipe teacher(double kappa) {
        return candidate(Method.TEACHER, kappa);
    }

    /** Every κ and round of the closed form, which has no intercept and adjusts nothing. */
    List<Recipe> closedForm() {
        List<Recipe> all = new ArrayList<>();
        for (double kappa : intercept ? List.<Double>of() : kappas) {
            for (int round = 0; round <= rounds; round++) {
                all.add(candidate(Method.SPECTRAL.withRounds(round), kappa));
            }
        }
        return all;
    }

    /** The students that tell what a teacher is good for. */
    List<Recipe> forerunners(double kappa) {
        return FORERUNNERS.stream()
                .filter(method -> fits(method, 2))
                .map(method -> candidate(method, kappa))
                .toList();
    }

    /**
     * All other students of a teacher.
     *
     * @param linear the closed form, to take a share of the teacher's outputs from; none if that is not to be tried
     */
    List<Recipe> others(double kappa, Optional<SpectralProbe> linear) {
        List<Recipe> all = new ArrayList<>();
        for (Method method : FORERUNNERS) {
            for (double neighbour : neighbours(kappa)) {
                if (fits(method, 2)) {
                    all.add(candidate(method, kappa).withStudents(new Penalty.Kappa(neighbour)));
                }
            }
        }
        for (int k : OTHER_CANDIDATES) {
            if (fits(Method.TOP2_GCE, k)) {
                all.add(candidate(Method.TOP2_GCE.with("top-k", k), kappa));
            }
        }
        OTHERS.stream().filter(method -> fits(method, 2)).forEach(method -> all.add(candidate(method, kappa)));
        for (double xi : mixes(kappa, linear)) {
            all.add(candidate(Method.MIX.with("xi", xi), kappa));
        }
        for (int round = 1; round <= rounds; round++) {
            all.add(candidate(Method.SD.withRounds(round), kappa));
        }
        return all;
    }

    /** ξ = ½, and what the closed form would take, rounded to a tenth. */
    private static List<Double> mixes(double kappa, Optional<SpectralProbe> linear) {
        double best = linear.filter(probe -> probe.spectrum().rank() > 0)
                .map(probe -> Math.rint(10 * probe.oneShotXi(kappa)) / 10)
                .orElse(Double.NaN);
        boolean another = best > 0 && best <= 2 && best != HALF && best != 1;
        return another ? List.of(HALF, best) : List.of(HALF);
    }

    private List<Double> neighbours(double kappa) {
        int at = kappas.indexOf(kappa);
        List<Double> neighbours = new ArrayList<>();
        if (at > 0) {
            neighbours.add(kappas.get(at - 1));
        }
        if (at + 1 < kappas.size()) {
            neighbours.add(kappas.get(at + 1));
        }
        return neighbours;
    }

    /** Top k of K classes says nothing unless k is smaller. */
    private boolean fits(Method method, int topK) {
        return !method.has("top-k") || topK < classes;
    }

    private Recipe candidate(Method method, double kappa) {
        Penalty penalty = new Penalty.Kappa(kappa);
        return new Recipe(preprocessing, intercept, adjusted && !method.closedForm(), method, penalty, penalty);
    }
}
