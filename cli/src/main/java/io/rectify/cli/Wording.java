package io.rectify.cli;

import io.rectify.audit.OutOfSample;
import io.rectify.distill.Distillation;
import io.rectify.distill.Refinement;
import io.rectify.formats.Excerpt;
import io.rectify.linalg.Lbfgs;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.smooth.BetaSmoothing;
import io.rectify.smooth.EntropyRegularisation;
import io.rectify.smooth.HandMadeTeacher;
import io.rectify.smooth.LabelSmoothing;
import io.rectify.smooth.Smoothing;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Results in the words and figures that people read. */
final class Wording {
    private Wording() {}

    /** What a step was: the teacher, or which student. */
    static String of(Distillation.Step step) {
        return step(step.number(), step.refinement());
    }

    /** The same of a step judged by held-out rows. */
    static String of(OutOfSample.HeldOutStep step) {
        return step(step.number(), step.refinement());
    }

    private static String step(int number, Optional<Refinement> refinement) {
        return refinement
                .map(made -> (number == 1 ? "" : "student " + (number - 1) + ", ") + of(made))
                .orElse(number == 1 ? "teacher" : "step " + number);
    }

    /** How a fit ended. */
    static String ending(SoftmaxProbe.Fit fit) {
        return fit.stopReason() == Lbfgs.StopReason.EPOCHS
                ? fit.iterations() + " epochs"
                : fit.stopReason() + " after " + fit.evaluations() + " evaluations";
    }

    private static String of(Refinement refinement) {
        if (refinement instanceof Refinement.Soften soften) {
            return soften.temperature() == 1
                    ? "teacher's outputs"
                    : "teacher's outputs at temperature " + soften.temperature();
        } else if (refinement instanceof Refinement.TopK topK) {
            return "top " + topK.k() + ", cross-entropy";
        } else if (refinement instanceof Refinement.TopKCandidates candidates) {
            return "top " + candidates.k() + ", generalised CE";
        } else if (refinement instanceof Refinement.Harden) {
            return "hardened outputs";
        } else if (refinement instanceof Refinement.Mix mix) {
            return "mix, xi = " + mix.xi();
        } else if (refinement instanceof Refinement.GroundTruth groundTruth) {
            return "ground truth, alpha = " + groundTruth.alpha() + ", temperature " + groundTruth.temperature();
        } else if (refinement instanceof Refinement.Smoothed smoothed) {
            return of(smoothed.smoothing());
        } else if (refinement instanceof Refinement.Ranked ranked) {
            return "rank smoothing, epsilon = " + ranked.smoothing().epsilon() + ", exponent "
                    + ranked.smoothing().exponent();
        } else if (refinement instanceof Refinement.Prior prior) {
            return "Dirichlet prior, alpha = " + prior.alpha() + ", beta = " + number(prior.beta()) + ", temperature "
                    + prior.temperature();
        }
        return "consensus rows";
    }

    private static String of(Smoothing smoothing) {
        if (smoothing instanceof LabelSmoothing label) {
            return "label smoothing, epsilon = " + label.epsilon() + " over "
                    + (label.spread() == LabelSmoothing.Spread.ALL ? "all" : "other") + " classes";
        } else if (smoothing instanceof BetaSmoothing beta) {
            return "Beta smoothing, a = " + beta.shape() + ", alpha = " + beta.alpha();
        } else if (smoothing instanceof EntropyRegularisation entropy) {
            return "entropy regularisation, weight " + entropy.beta();
        }
        HandMadeTeacher teacher = (HandMadeTeacher) smoothing;
        return "hand-made teacher, correct " + teacher.correct() + ", temperature " + teacher.temperature()
                + ", alpha = " + teacher.alpha();
    }

    /** A path without anything that would break the line or drive the terminal. */
    static String path(Path path) {
        return Excerpt.escape(path.toString());
    }

    /** A text on one line, cut to a number of characters that leaves tables readable. */
    static String shortened(String text, int width) {
        String line = Excerpt.escape(text);
        return line.codePointCount(0, line.length()) <= width
                ? line
                : line.substring(0, line.offsetByCodePoints(0, width - 3)) + "...";
    }

    /** A share as a percentage with one decimal. */
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /** A number without needless digits. */
    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.4g", value);
    }

    /** A count with separators between thousands. */
    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** What is still to come if the rest takes as long as what is done; nothing at the end. */
    static String timeLeft(long done, long all, long nanos) {
        return done >= all || done <= 0
                ? ""
                : ", about " + duration(Math.round(nanos / 1e9 * (all - done) / done)) + " left";
    }

    /** Whole seconds up to two minutes, then minutes, then hours and minutes. */
    static String duration(long seconds) {
        if (seconds < 120) {
            return seconds + " s";
        }
        long minutes = Math.round(seconds / 60.0);
        return minutes < 120 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
    }
}
