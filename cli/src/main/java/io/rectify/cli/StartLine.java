package io.rectify.cli;

/**
 * Says what is used as what, once: before the first other line of a run, or else when it has succeeded. A run that is refused says
 * why in one line, and nothing else.
 */
final class StartLine implements Runnable {
    private final UsedColumns used;
    private final boolean quiet;
    private boolean said;

    StartLine(UsedColumns used, boolean quiet) {
        this.used = used;
        this.quiet = quiet;
    }

    @Override
    public void run() {
        if (!said) {
            said = true;
            used.say(quiet);
        }
    }
}
