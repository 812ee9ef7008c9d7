package io.rectify.studies;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Probabilities;
import io.rectify.distill.Chain;
import io.rectify.distill.Learner;
import io.rectify.distill.Lesson;
import io.rectify.distill.Refinement;
import io.rectify.linalg.Lbfgs;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import io.rectify.probe.SoftmaxProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Teachers and students fitted one by one, where an experiment wants more of a chain than its last probe. */
record SoftmaxChain(Dataset data, int threads) {
    /** The partial-label student as Jeong &amp; Chung run it. */
    static final Refinement TOP_TWO = new Refinement.TopKCandidates(2, 0.7);

    /** Fits probes under one penalty and gives nothing of a fit but its probe. */
    private record Probes(SoftmaxProbe.Options options) implements Learner<SoftmaxProbe> {
        @Override
        public SoftmaxProbe fit(Lesson lesson, Optional<SoftmaxProbe> start) {
            SoftmaxProbe.Problem problem = lesson.student().problem(lesson.features(), start);
            return SoftmaxProbe.fit(problem, options, Lbfgs.Monitor.SILENT).probe();
        }

        @Override
        public Probabilities predict(SoftmaxProbe fitted, RowBlocks features) {
            return fitted.predict(features, options.threads());
        }
    }

    private Learner<SoftmaxProbe> probes(double kappa) {
        return new Probes(SoftmaxProbe.Options.DEFAULTS.withKappa(kappa).withThreads(threads));
    }

    private Chain<SoftmaxProbe> chain() {
        return new Chain<>(Prepared.asIs(data), 0);
    }

    /** A probe fitted to the given labels. */
    SoftmaxProbe teacher(double kappa) {
        try (Chain<SoftmaxProbe> chain = chain()) {
            return chain.first(probes(kappa), Optional.empty()).fit();
        }
    }

    /** A student fitted to a refinement of its teacher's outputs, from the teacher's weights. */
    SoftmaxProbe student(SoftmaxProbe teacher, Refinement refinement, double kappa) {
        Chain.Link<SoftmaxProbe> link = new Chain.Link<>(1, List.of(), teacher);
        try (Chain<SoftmaxProbe> chain = chain()) {
            return chain.next(probes(kappa), link, refinement, Chain.Start.TEACHER)
                    .fit();
        }
    }

    /** Students of students, each fitted to its teacher's outputs as they are. */
    List<SoftmaxProbe> rounds(SoftmaxProbe teacher, int rounds, double kappa) {
        List<SoftmaxProbe> students = new ArrayList<>();
        SoftmaxProbe last = teacher;
        for (int round = 1; round <= rounds; round++) {
            last = student(last, new Refinement.Soften(1), kappa);
            students.add(last);
        }
        return students;
    }

    /** Share of rows whose most probable class is the label. */
    double accuracy(SoftmaxProbe probe, Matrix features, Labels labels) {
        try (Probabilities outputs = probe.predict(features, threads)) {
            return labels.agreement(outputs.argmax());
        }
    }
}
