package io.rectify.distill;

import io.rectify.linalg.RowBlocks;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is to be learnt in one step of a {@link Chain}. Its targets are made when they are asked for. */
public final class Lesson implements AutoCloseable {
    private final int number;
    private final List<Refinement> path;
    private final RowBlocks features;
    private final Supplier<Student> making;
    private @Nullable Student student;

    Lesson(int number, List<Refinement> path, RowBlocks features, Supplier<Student> making) {
        this.number = number;
        this.path = path;
        this.features = features;
        this.making = making;
    }

    /** Step t, from 1, so that a learner that draws random numbers draws others in every step. */
    public int number() {
        return number;
    }

    /** The refinements that led from the given labels to these targets; none for a teacher. */
    public List<Refinement> path() {
        return path;
    }

    /** Tells it apart from all others of the same chain; equal lessons may have one name. */
    public String name() {
        return "step " + number + ", " + (path.isEmpty() ? "teacher" : path);
    }

    /** N rows. */
    public RowBlocks features() {
        return features;
    }

    /** Loss and weights of the N rows. */
    public Student student() {
        Student made = student;
        if (made == null) {
            made = making.get();
            student = made;
        }
        return made;
    }

    /** Frees targets that were made. */
    @Override
    public void close() {
        if (student != null) {
            student.close();
        }
    }
}
