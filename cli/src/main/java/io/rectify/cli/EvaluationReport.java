package io.rectify.cli;

import io.rectify.metrics.Evaluation;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** An {@link Evaluation} for people and for machines. */
final class EvaluationReport {
    private EvaluationReport() {}

    static Map<String, Object> values(Evaluation evaluation) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("rows", evaluation.rows());
        values.put("accuracy", evaluation.accuracy());
        values.put("nll", evaluation.logLoss());
        values.put("brier", evaluation.brier());
        values.put("ece", evaluation.ece());
        values.put("uncertainty", evaluation.uncertainty());
        return values;
    }

    /** How often it was right. */
    static String brief(Evaluation evaluation) {
        return String.format(
                "accuracy %s (%s rows)", Wording.percent(evaluation.accuracy()), Wording.count(evaluation.rows()));
    }

    static String sentence(Evaluation evaluation) {
        return String.format(
                Locale.ROOT,
                "accuracy %s, log loss %.3f, Brier %.3f, ECE %s, uncertainty %.3f nats (%s rows)",
                Wording.percent(evaluation.accuracy()),
                evaluation.logLoss(),
                evaluation.brier(),
                Wording.percent(evaluation.ece()),
                evaluation.uncertainty(),
                Wording.count(evaluation.rows()));
    }
}
