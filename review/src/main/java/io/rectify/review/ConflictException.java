package io.rectify.review;

/** What was asked for rests on a state that is no longer that of the session: somebody else was faster. */
public final class ConflictException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Item.State current;

    ConflictException(String message, Item.State current) {
        super(message);
        this.current = current;
    }

    /** What holds of the row now. */
    public Item.State current() {
        return current;
    }
}
