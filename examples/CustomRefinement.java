///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS io.rectify:rectify-formats:0.1.0-SNAPSHOT

import io.rectify.Fitted;
import io.rectify.Rectify;
import io.rectify.TrainOptions;
import io.rectify.Monitor;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.distill.Method;
import io.rectify.distill.Refinement;
import io.rectify.distill.Student;
import io.rectify.formats.LabelFile;
import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import io.rectify.probe.Parameter;
import java.nio.file.Path;

/** A way of one's own to make a student's targets: the given label where the teacher gives it some chance, else the teacher's choice. */
public final class CustomRefinement {
    /** @param threshold least probability at which a given label is believed */
    record Believe(@Parameter(name = "threshold", description = "least probability of a label that is believed") double threshold)
            implements Refinement {
        @Override
        public String description() {
            return "given labels of at least " + threshold + ", else the teacher's";
        }

        @Override
        public Student refine(Probabilities teacher, Labels given) {
            int[] chosen = teacher.argmax();
            return Student.of(new Targets.OneHot(
                    given.map(row -> teacher.get(row, given.get(row)) >= threshold ? given.get(row) : chosen[row])));
        }
    }

    /** @param args features.npy labels.csv */
    public static void main(String[] args) throws Exception {
        Method believe = Method.of("believe", "one student on labels that the teacher believes", new Believe(0.2));
        Labels given = LabelFile.readTraining(Path.of(args[1]), "label");
        try (Matrix features = Npy.readMatrix(Path.of(args[0]));
                Fitted fitted = Rectify.train(
                        Dataset.of(features, given), TrainOptions.DEFAULTS.withMethod(believe), Monitor.SILENT)) {
            System.out.println(fitted);
            System.out.println(fitted.changed().size() + " labels would be changed");
        }
    }
}
