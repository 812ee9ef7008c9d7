package io.rectify.distill;

import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.linalg.RowBlocks;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Teacher → refine → student, whatever learns: the one loop of self-distillation. The teacher is fitted to the given labels, each
 * student to a {@link Refinement} of its predecessor's outputs on the same rows. A plan that begins with a refinement of the
 * labels alone has no teacher: its step 1 is fitted to that.
 *
 * <p>Outputs are computed when a refinement asks for them, and the most recent ones are kept. Not for use by several threads.
 *
 * <p>Source: Jeong &amp; Chung, ICLR 2025, arXiv 2402.10482; Zhang &amp; Sabuncu, NeurIPS 2020, arXiv 2006.05065, section 3.
 *
 * @param <F> what a fit gives
 */
public final class Chain<F> implements AutoCloseable {
    private final RowBlocks features;
    private final Labels given;
    private final Optional<Probabilities> taught;
    private final int kept;
    private final List<F> recent = new ArrayList<>();
    private final IdentityHashMap<F, Probabilities> outputs = new IdentityHashMap<>();

    /** Where a student's fit starts. With a probe's convex loss both ends are the same, but for the tolerance. */
    public enum Start {
        /** Parameters zero, or drawn anew. */
        FRESH,
        /** Its teacher's parameters. */
        TEACHER
    }

    /**
     * One fitted step.
     *
     * @param number t, from 1
     * @param path the refinements that led to its targets; none for a teacher
     * @param <F> what a fit gives
     */
    public record Link<F>(int number, List<Refinement> path, F fit) {
        /** What made its targets; none for a teacher. */
        public Optional<Refinement> refinement() {
            return path.isEmpty() ? Optional.empty() : Optional.of(path.get(path.size() - 1));
        }
    }

    /**
     * A chain on these rows.
     *
     * @param kept how many links' outputs, N×K each, stay held while a student is fitted, beside its targets; 0 keeps none
     */
    public Chain(Prepared rows, int kept) {
        this(rows, Optional.empty(), kept);
    }

    /**
     * The same with a teacher that is fitted to something softer than the given labels.
     *
     * @param taught N×K in place of the one-hot given labels, which refinements still see; none for those. Not closed.
     * @throws IllegalArgumentException if it has other rows or classes than the given labels
     */
    public Chain(Prepared rows, Optional<Probabilities> taught, int kept) {
        this.features = rows.features();
        this.given = rows.given();
        this.taught = taught;
        this.kept = kept;
        taught.ifPresent(soft -> {
            if (soft.rows() != given.size() || soft.classes() != given.classCount()) {
                throw new IllegalArgumentException("soft labels are " + soft.rows() + " x " + soft.classes()
                        + " but there are " + given.size() + " rows of " + given.classCount() + " classes");
            }
        });
    }

    /** What makes the targets of each step of a plan, the first included: none for a teacher. */
    public static List<Optional<Refinement>> steps(List<Refinement> plan) {
        List<Optional<Refinement>> steps = new ArrayList<>();
        if (plan.isEmpty() || plan.get(0).teacherless().isEmpty()) {
            steps.add(Optional.empty());
        }
        plan.forEach(refinement -> steps.add(Optional.of(refinement)));
        return steps;
    }

    /**
     * Fits all steps of a plan, one after another.
     *
     * @param plan the refinements that follow the teacher
     * @param told of every link as it is fitted
     * @return the last link
     * @throws IllegalArgumentException if a refinement does not fit the data
     */
    public Link<F> run(Learner<F> learner, List<Refinement> plan, Start start, Consumer<Link<F>> told) {
        List<Optional<Refinement>> steps = steps(plan);
        Link<F> link = first(learner, steps.get(0));
        told.accept(link);
        for (Optional<Refinement> refinement : steps.subList(1, steps.size())) {
            link = next(learner, link, refinement.orElseThrow(), start);
            told.accept(link);
        }
        return link;
    }

    /**
     * Step 1.
     *
     * @param refinement of the labels alone; none for a teacher
     * @throws IllegalArgumentException if there is one and the teacher was to be taught something else
     */
    public Link<F> first(Learner<F> learner, Optional<Refinement> refinement) {
        if (refinement.isPresent() && taught.isPresent()) {
            throw new IllegalArgumentException(
                    "soft labels teach a teacher, but this way of training makes targets of the labels and has none");
        }
        List<Refinement> path = refinement.map(List::of).orElse(List.of());
        return link(
                learner,
                1,
                path,
                Optional.empty(),
                new Lesson(
                        1,
                        path,
                        features,
                        () -> refinement
                                .flatMap(Refinement::teacherless)
                                .map(smoothing -> Student.of(smoothing.loss(given)))
                                .orElseGet(() -> Student.of(lesson()))));
    }

    /** What a teacher is fitted to; a copy where it is a matrix, since a lesson frees its targets. */
    private Targets lesson() {
        return taught.<Targets>map(soft -> new Targets.Soft(
                        soft.matrix().selectRows(IntStream.range(0, soft.rows()).toArray())))
                .orElseGet(() -> new Targets.OneHot(given));
    }

    /** The student of a link. */
    public Link<F> next(Learner<F> learner, Link<F> teacher, Refinement refinement, Start start) {
        int number = teacher.number() + 1;
        List<Refinement> path = new ArrayList<>(teacher.path());
        path.add(refinement);
        Lesson lesson = new Lesson(number, List.copyOf(path), features, () -> targets(learner, teacher, refinement));
        return link(
                learner,
                number,
                lesson.path(),
                start == Start.TEACHER ? Optional.of(teacher.fit()) : Optional.empty(),
                lesson);
    }

    private Student targets(Learner<F> learner, Link<F> teacher, Refinement refinement) {
        Student student = refinement.refine(outputs(learner, teacher), given);
        if (kept == 0) {
            release(teacher.fit()).close();
        }
        return student;
    }

    private Link<F> link(Learner<F> learner, int number, List<Refinement> path, Optional<F> start, Lesson lesson) {
        try (lesson) {
            return new Link<>(number, path, learner.fit(lesson, start));
        }
    }

    /** A link's outputs on the rows, N×K; the chain's own, to be read until those of other links are asked for. */
    public Probabilities outputs(Learner<F> learner, Link<F> link) {
        F fit = link.fit();
        Probabilities known = outputs.get(fit);
        if (known != null) {
            recent.removeIf(other -> other == fit);
            recent.add(fit);
            return known;
        }
        if (!recent.isEmpty() && recent.size() >= kept) {
            release(recent.get(0)).close();
        }
        Probabilities made = learner.predict(fit, features);
        outputs.put(fit, made);
        recent.add(fit);
        return made;
    }

    /** The same, handed over: to be closed by the caller. */
    public Probabilities takeOutputs(Learner<F> learner, Link<F> link) {
        outputs(learner, link);
        return release(link.fit());
    }

    private Probabilities release(F fit) {
        recent.removeIf(other -> other == fit);
        Probabilities held = outputs.remove(fit);
        if (held == null) {
            throw new IllegalStateException("these outputs are not held");
        }
        return held;
    }

    /** Frees the outputs it holds. */
    @Override
    public void close() {
        outputs.values().forEach(Probabilities::close);
        outputs.clear();
        recent.clear();
    }
}
