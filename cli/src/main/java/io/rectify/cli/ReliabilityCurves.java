package io.rectify.cli;

import io.rectify.audit.OutOfSample;
import io.rectify.data.Labels;
import io.rectify.metrics.TemperatureScaling;
import io.rectify.report.Reliability;
import java.util.List;

/** Confidence beside agreement with labels, as a page shows it. */
final class ReliabilityCurves {
    private ReliabilityCurves() {}

    /** Of outputs that have not seen the labels they are compared with. */
    static Reliability ofOutOfSample(OutOfSample outputs, Labels given, int threads) {
        TemperatureScaling scaling = TemperatureScaling.ofOutOfSample(outputs.probabilities(), given, threads);
        String origin = scaling.rows() == given.size()
                ? outputs.origin()
                : outputs.origin() + ", on " + Wording.count(scaling.rows()) + " rows drawn at random";
        return shown(origin, "given labels", scaling);
    }

    /** Of outputs on test rows. */
    static Reliability ofTest(TemperatureScaling byHalves) {
        return shown(
                "outputs of the trained model on test rows, each half scaled as suits the other half",
                "test labels",
                byHalves);
    }

    private static Reliability shown(String origin, String labels, TemperatureScaling scaling) {
        return new Reliability(origin, labels, curve(scaling.before()), curve(scaling.after()));
    }

    private static Reliability.Curve curve(TemperatureScaling.Curve curve) {
        List<Reliability.Bin> bins = curve.bins().stream()
                .map(bin -> new Reliability.Bin(bin.confidence(), bin.accuracy(), bin.rows()))
                .toList();
        return new Reliability.Curve(curve.expectedError(), bins);
    }
}
