package io.rectify.distill;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Preprocessing;
import io.rectify.data.Probabilities;
import io.rectify.linalg.RowBlocks;
import io.rectify.metrics.Evaluation;
import io.rectify.probe.FitLog;
import io.rectify.probe.Model;
import io.rectify.probe.Penalty;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.spectral.SpectralDistillation;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One way of training, complete but for the data: a recipe chosen by name and one chosen by search are carried out alike, by fitting
 * or in closed form.
 *
 * @param preprocessing what is done to features first
 * @param intercept whether probes have an unpenalised intercept
 * @param adjusted whether logits leave out how common each class is, see {@link SoftmaxProbe.Options}
 * @param method what follows the teacher, or takes its place
 * @param teacher penalty of the teacher
 * @param students penalty of the students; the teacher's for methods in closed form
 */
public record Recipe(
        Preprocessing.Scheme preprocessing,
        boolean intercept,
        boolean adjusted,
        Method method,
        Penalty teacher,
        Penalty students) {
    /** @throws IllegalArgumentException if a closed form has two penalties, an intercept or adjusted logits, or mini-batches have adjusted logits */
    public Recipe {
        if (method.closedForm() && (!teacher.equals(students) || intercept || adjusted)) {
            throw new IllegalArgumentException("method " + method.name()
                    + " has one kappa for all steps and neither an intercept nor adjusted logits");
        }
        if (method.miniBatches() && adjusted) {
            throw new IllegalArgumentException("method " + method.name() + " has no adjusted logits");
        }
    }

    /** On centred and normalised rows, without intercept and adjustment, at κ = 15. */
    public static Recipe of(Method method) {
        Penalty penalty = SoftmaxProbe.Options.DEFAULTS.penalty();
        return new Recipe(Preprocessing.Scheme.CENTRE_NORMALISE, false, false, method, penalty, penalty);
    }

    public Recipe withMethod(Method newMethod) {
        return new Recipe(preprocessing, intercept, adjusted, newMethod, teacher, students);
    }

    public Recipe withPreprocessing(Preprocessing.Scheme scheme) {
        return new Recipe(scheme, intercept, adjusted, method, teacher, students);
    }

    public Recipe withIntercept(boolean newIntercept) {
        return new Recipe(preprocessing, newIntercept, adjusted, method, teacher, students);
    }

    public Recipe withAdjusted(boolean newAdjusted) {
        return new Recipe(preprocessing, intercept, newAdjusted, method, teacher, students);
    }

    /** The same penalty for teacher and students. */
    public Recipe withPenalty(Penalty penalty) {
        return new Recipe(preprocessing, intercept, adjusted, method, penalty, penalty);
    }

    /** The same κ for teacher and students. */
    public Recipe withKappa(double kappa) {
        return withPenalty(new Penalty.Kappa(kappa));
    }

    public Recipe withStudents(Penalty penalty) {
        return new Recipe(preprocessing, intercept, adjusted, method, teacher, penalty);
    }

    /** How a step in closed form came out: 1/β as fitted, and the degrees of freedom of its label averaging. */
    public record ClosedForm(double inverseTemperature, double degreesOfFreedom) {}

    /**
     * One step of a training.
     *
     * @param number t, from 1
     * @param refinement what made its targets; none for a teacher and in closed form
     * @param probe softmax(XW + b) of prepared rows
     * @param fit how it was fitted; none in closed form
     * @param closedForm what it came to in closed form; none where it was fitted
     * @param agreement share of training rows whose most probable class is the given label; in closed form the row's own label
     *     is left out
     * @param accuracy share of them for which it is the true label, if those are known
     * @param changed share of training rows whose most probable class differs from the step before; 0 for step 1
     * @param seconds wall time of the step
     */
    public record Step(
            int number,
            Optional<Refinement> refinement,
            SoftmaxProbe probe,
            Optional<SoftmaxProbe.Fit> fit,
            Optional<ClosedForm> closedForm,
            double agreement,
            OptionalDouble accuracy,
            double changed,
            double seconds) {}

    /**
     * A training: all steps, and what the last one says of the training rows.
     *
     * @param lambda λ of the last step
     * @param outputs N×K; in closed form the row's own label is left out
     */
    public record Training(Preprocessing preprocessing, List<Step> steps, double lambda, Probabilities outputs)
            implements AutoCloseable {
        public Step last() {
            return steps.get(steps.size() - 1);
        }

        /** Evaluations of objective and gradient by all its fits; 0 in closed form. */
        public int evaluations() {
            return steps.stream()
                    .flatMap(step -> step.fit().stream())
                    .mapToInt(SoftmaxProbe.Fit::evaluations)
                    .sum();
        }

        /** The last step as a model for rows as they come. */
        public Model model(List<String> classNames) {
            return new Model(preprocessing, last().probe(), classNames);
        }

        /**
         * Every step measured on other rows.
         *
         * @param features as they come
         */
        public List<Evaluation> evaluations(RowBlocks features, Labels truth, int threads) {
            try (RowBlocks prepared = preprocessing.over(features, threads)) {
                return steps.stream()
                        .map(step -> {
                            try (Probabilities outputs = step.probe().predict(prepared, threads)) {
                                return Evaluation.of(outputs, truth);
                            }
                        })
                        .toList();
            }
        }

        private Training inMemory() {
            Probabilities whole = outputs.inMemory();
            return whole == outputs ? this : new Training(preprocessing, steps, lambda, whole);
        }

        /** Frees the outputs. */
        @Override
        public void close() {
            outputs.close();
        }
    }

    /**
     * Carries it out: prepares the rows and fits all steps.
     *
     * @param rows as they come
     * @param how tolerance, iterations and threads; its penalty, intercept and adjustment are not used
     * @throws IllegalArgumentException if it does not fit the data
     * @throws ArithmeticException if an objective is not finite
     */
    public Training fit(Dataset rows, SoftmaxProbe.Options how, FitLog log, Distillation.Monitor monitor) {
        return fit(rows, Optional.empty(), how, log, monitor);
    }

    /**
     * The same with a teacher that is fitted to soft labels, by cross-entropy.
     *
     * @param taught N×K in place of the one-hot given labels; none for those
     * @throws IllegalArgumentException also if they have other rows or classes, or the method has no teacher
     */
    public Training fit(
            Dataset rows,
            Optional<Probabilities> taught,
            SoftmaxProbe.Options how,
            FitLog log,
            Distillation.Monitor monitor) {
        if (taught.isPresent() && !hasTeacher()) {
            throw new IllegalArgumentException(
                    "method " + method.name() + " has no teacher that soft labels could teach");
        }
        try (Prepared prepared = Prepared.of(rows, preprocessing, how.threads())) {
            return carriedOut(prepared, taught, how, log, monitor).inMemory();
        }
    }

    /** {@link #fit(Dataset, SoftmaxProbe.Options, FitLog, Distillation.Monitor)} from zero, in silence. */
    public Training fit(Dataset rows, SoftmaxProbe.Options how) {
        return fit(rows, how, FitLog.NONE, Distillation.Monitor.SILENT);
    }

    /**
     * The same on rows that are prepared already, by whatever scheme; they must stay open as long as outputs are read.
     *
     * @param log of this recipe on these rows
     */
    public Training fit(Prepared rows, SoftmaxProbe.Options how, FitLog log, Distillation.Monitor monitor) {
        return carriedOut(rows, Optional.empty(), how, log, monitor);
    }

    private Training carriedOut(
            Prepared rows,
            Optional<Probabilities> taught,
            SoftmaxProbe.Options how,
            FitLog log,
            Distillation.Monitor monitor) {
        return method.closedForm() ? inClosedForm(rows, how.threads()) : byFitting(rows, taught, how, log, monitor);
    }

    private Training byFitting(
            Prepared rows,
            Optional<Probabilities> taught,
            SoftmaxProbe.Options how,
            FitLog log,
            Distillation.Monitor monitor) {
        SoftmaxProbe.Options options = how.withIntercept(intercept).withAdjusted(adjusted);
        Distillation.Result result = Distillation.run(
                rows, taught, method.plan(), options.withPenalty(teacher), options.withPenalty(students), log, monitor);
        List<Step> steps = result.steps().stream()
                .map(step -> new Step(
                        step.number(),
                        step.refinement(),
                        step.fit().probe(),
                        Optional.of(step.fit()),
                        Optional.empty(),
                        step.agreement(),
                        step.accuracy(),
                        step.changed(),
                        step.seconds()))
                .toList();
        return new Training(rows.preprocessing(), steps, result.last().fit().lambda(), result.outputs());
    }

    private Training inClosedForm(Prepared rows, int threads) {
        double kappa = teacher.kappa(rows.given().classCount(), rows.size());
        SpectralDistillation.Result result =
                SpectralDistillation.run(rows, method.plan().size(), kappa, threads);
        List<Step> steps = result.steps().stream()
                .map(step -> new Step(
                        step.number(),
                        Optional.empty(),
                        step.probe(),
                        Optional.empty(),
                        Optional.of(new ClosedForm(step.temperature().inverse(), step.degreesOfFreedom())),
                        step.agreement(),
                        step.accuracy(),
                        step.changed(),
                        step.seconds()))
                .toList();
        return new Training(rows.preprocessing(), steps, result.lambda(), result.outputs());
    }

    /** What makes the targets of each of its steps: none for a teacher and in closed form. */
    public List<Optional<Refinement>> steps() {
        return method.closedForm()
                ? java.util.Collections.nCopies(method.plan().size() + 1, Optional.empty())
                : Chain.steps(method.plan());
    }

    /** Whether its first step is a probe that is fitted to labels as they are given. */
    public boolean hasTeacher() {
        return !method.closedForm() && steps().get(0).isEmpty();
    }

    /** How much there is to it, for breaking ties towards the simpler: 0 for the teacher alone. */
    public int complexity() {
        int refined = method.closedForm() ? 1 : method.plan().size();
        return refined == 0 ? 0 : 2 * refined + (teacher.equals(students) ? 0 : 1);
    }

    /** Whether this is the teacher alone. */
    public boolean teacherAlone() {
        return complexity() == 0;
    }

    @Override
    public String toString() {
        String penalties = teacher.equals(students) ? words(teacher) : words(teacher) + ", student " + number(students);
        String scheme = preprocessing == Preprocessing.Scheme.CENTRE_NORMALISE ? "" : ", " + preprocessing;
        return method + ", " + penalties + scheme + (intercept ? ", intercept" : "") + (adjusted ? ", adjusted" : "");
    }

    private static String words(Penalty penalty) {
        return (penalty instanceof Penalty.Kappa ? "kappa " : "lambda ") + number(penalty);
    }

    private static String number(Penalty penalty) {
        double value = penalty instanceof Penalty.Kappa kappa ? kappa.value() : ((Penalty.Lambda) penalty).value();
        return String.format(Locale.ROOT, "%.4g", value);
    }
}
