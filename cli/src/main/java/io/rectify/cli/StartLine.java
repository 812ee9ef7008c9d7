package io.rectify.cli;

/**
 * Says what is used as what, once: before the first other line of a run, or else when it has succeeded. A run that is refused says
 * why in one line, and nothing else.
 */
final class StartLine implements Runnable {
    private final UsedColumns used;
    private final boolean quiet;
    private boolean said;

    /** @param said whether it was said already, before something was embedded */
    StartLine(UsedColumns used, boolean quiet, boolean said) {
        this.used = used;
        this.quiet = quiet;
        this.said = said;
    }

    @Override
    public void run() {
        if (!said) {
            said = true;
            used.say(quiet);
        }
    }
}
