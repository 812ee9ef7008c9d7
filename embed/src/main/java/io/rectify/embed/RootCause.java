package io.rectify.embed;

/** What went wrong first, when libraries wrap one failure in another. */
final class RootCause {
    private RootCause() {}

    static String message(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
