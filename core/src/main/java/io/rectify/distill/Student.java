package io.rectify.distill;

import io.rectify.data.Targets;
import io.rectify.linalg.RowBlocks;
import io.rectify.probe.CrossEntropy;
import io.rectify.probe.Loss;
import io.rectify.probe.SoftmaxProbe;
import java.util.Optional;

/**
 * What a student is fitted to.
 *
 * @param rowWeights one per row; none means 1 each
 */
public record Student(Loss loss, Optional<float[]> rowWeights) {
    /** Every row counts alike. */
    public static Student of(Loss loss) {
        return new Student(loss, Optional.empty());
    }

    /** By cross-entropy, every row alike. */
    public static Student of(Targets targets) {
        return of(new CrossEntropy(targets));
    }

    /** Frees targets that are a matrix of their own. */
    public void close() {
        if (loss instanceof CrossEntropy crossEntropy && crossEntropy.targets() instanceof Targets.Soft soft) {
            soft.close();
        }
    }

    /** What to fit a probe to. */
    public SoftmaxProbe.Problem problem(RowBlocks features, Optional<SoftmaxProbe> start) {
        return new SoftmaxProbe.Problem(features, loss, rowWeights, start);
    }
}
