package io.rectify.linalg;

/**
 * Closes what has been opened if a method ends by an exception before it could hand it on:
 *
 * <pre>{@code
 * Matrix matrix = Matrix.zeros(rows, columns);
 * try (Guard<RuntimeException> guard = Guard.of(matrix::close)) {
 *     fill(matrix);
 *     return guard.release(matrix);
 * }
 * }</pre>
 *
 * <p>If closing throws as well, its exception is suppressed by the first one.
 *
 * @param <E> what closing may throw
 */
public final class Guard<E extends Exception> implements AutoCloseable {
    private final Closing<E> closing;
    private boolean released;

    private Guard(Closing<E> closing) {
        this.closing = closing;
    }

    /** Closes or undoes something. */
    @FunctionalInterface
    public interface Closing<E extends Exception> {
        void close() throws E;
    }

    /** A guard that calls {@code closing} at its end unless it was released. */
    public static <E extends Exception> Guard<E> of(Closing<E> closing) {
        return new Guard<>(closing);
    }

    /** Leaves what is guarded open: all went well. */
    public void release() {
        released = true;
    }

    /** The same, and returns {@code result}, which is what was guarded or has taken it over. */
    public <T> T release(T result) {
        released = true;
        return result;
    }

    @Override
    public void close() throws E {
        if (!released) {
            closing.close();
        }
    }
}
