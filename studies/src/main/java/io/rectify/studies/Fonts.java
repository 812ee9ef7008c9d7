package io.rectify.studies;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.util.Optional;

/** The letters of figures. */
final class Fonts {
    private Fonts() {}

    static Font plain(double size) {
        return new Font(Font.SANS_SERIF, Font.PLAIN, (int) Math.round(size));
    }

    static Font bold(double size) {
        return new Font(Font.SANS_SERIF, Font.BOLD, (int) Math.round(size));
    }

    /** Why Java cannot write letters on this machine, in one line that says what to install; nothing if it can. */
    static Optional<String> missing() {
        System.setProperty("java.awt.headless", "true");
        try {
            plain(12).getStringBounds("0", new FontRenderContext(null, true, true));
            return Optional.empty();
        } catch (Error | RuntimeException e) { // the JDK throws a plain Error where there are no fonts
            return Optional.of("figures need fonts, and Java finds none here (" + e.getMessage()
                    + "): install fontconfig and fonts-dejavu-core or the like");
        }
    }

    /** @throws IllegalStateException if this machine has no fonts */
    static void check() {
        missing().ifPresent(reason -> {
            throw new IllegalStateException(reason);
        });
    }
}
