package io.rectify.bench.experiments;

import java.awt.Font;
import java.awt.font.FontRenderContext;

/** The letters of figures. */
final class Fonts {
    private Fonts() {}

    static Font plain(double size) {
        return new Font(Font.SANS_SERIF, Font.PLAIN, (int) Math.round(size));
    }

    static Font bold(double size) {
        return new Font(Font.SANS_SERIF, Font.BOLD, (int) Math.round(size));
    }

    /** @throws IllegalStateException if this machine has no fonts, in one line that says what to install */
    static void check() {
        System.setProperty("java.awt.headless", "true");
        try {
            plain(12).getStringBounds("0", new FontRenderContext(null, true, true));
        } catch (LinkageError | RuntimeException | InternalError e) {
            throw new IllegalStateException(
                    "figures need fonts, and Java finds none here (" + e.getMessage()
                            + "): install fontconfig and fonts-dejavu-core or the like",
                    e);
        }
    }
}
