package io.rectify.studies;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.distill.Refinement;
import io.rectify.linalg.Lbfgs;
import io.rectify.linalg.Matrix;
import io.rectify.probe.CrossEntropy;
import io.rectify.probe.FitLog;
import io.rectify.probe.SoftmaxProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Teachers and students fitted one by one, where an experiment wants more of a chain than its last probe. */
record SoftmaxChain(Dataset data, int threads) {
    /** The partial-label student as Jeong &amp; Chung run it. */
    static final Refinement TOP_TWO = new Refinement.TopKCandidates(2, 0.7);

    /** A probe fitted to the given labels. */
    SoftmaxProbe teacher(double kappa) {
        return fit(
                "teacher",
                new Refinement.Student(new CrossEntropy(new Targets.OneHot(data.given())), Optional.empty()),
                Optional.empty(),
                kappa);
    }

    /** A student fitted to a refinement of its teacher's outputs, from the teacher's weights. */
    SoftmaxProbe student(SoftmaxProbe teacher, Refinement refinement, double kappa) {
        Refinement.Student student;
        try (Probabilities outputs = teacher.predict(data.features(), threads)) {
            student = refinement.refine(outputs, data.given());
        }
        try {
            return fit(refinement.toString(), student, Optional.of(teacher), kappa);
        } finally {
            student.close();
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

    private SoftmaxProbe fit(String name, Refinement.Student student, Optional<SoftmaxProbe> start, double kappa) {
        SoftmaxProbe.Options options =
                SoftmaxProbe.Options.DEFAULTS.withKappa(kappa).withThreads(threads);
        return FitLog.NONE
                .fit(name, student.problem(data.features(), start), options, Lbfgs.Monitor.SILENT)
                .probe();
    }

    /** Share of rows whose most probable class is the label. */
    double accuracy(SoftmaxProbe probe, Matrix features, Labels labels) {
        try (Probabilities outputs = probe.predict(features, threads)) {
            return labels.agreement(Labels.of(outputs.argmax(), labels.names()));
        }
    }
}
