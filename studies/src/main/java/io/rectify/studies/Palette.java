package io.rectify.studies;

import java.awt.Color;

/** Colours that the colour-blind tell apart. */
final class Palette {
    static final Color INK = new Color(0x222222);
    static final Color FAINT = new Color(0xdddddd);
    static final Color NOTHING = new Color(0xeeeeee);

    /** Okabe &amp; Ito's, the yellow last. */
    private static final int[] LINES = {0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0x56b4e9, 0x000000, 0xe69f00, 0xf0e442};

    /** Viridis, dark to light, as Matplotlib defines it. */
    private static final int[] SEQUENCE = {
        0x440154, 0x482878, 0x3e4989, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6ece58, 0xb5de2b, 0xfde725
    };

    private Palette() {}

    static Color line(int index) {
        return new Color(LINES[index % LINES.length]);
    }

    /**
     * The colour of a number on the sequential scale.
     *
     * @param share 0 for the darkest, 1 for the lightest; values beyond are cut off, NaN is grey
     */
    static Color sequential(double share) {
        if (Double.isNaN(share)) {
            return NOTHING;
        }
        double at = Math.max(0, Math.min(1, share)) * (SEQUENCE.length - 1);
        int below = (int) Math.min(at, SEQUENCE.length - 2);
        return mix(new Color(SEQUENCE[below]), new Color(SEQUENCE[below + 1]), at - below);
    }

    /** Colours of lines that have an order, dark to light; none as light as paper. */
    static Color ordered(int index, int count) {
        return sequential(count < 2 ? 0 : 0.86 * index / (count - 1));
    }

    private static Color mix(Color a, Color b, double share) {
        return new Color(
                mix(a.getRed(), b.getRed(), share),
                mix(a.getGreen(), b.getGreen(), share),
                mix(a.getBlue(), b.getBlue(), share));
    }

    private static int mix(int a, int b, double share) {
        return (int) Math.round(a + share * (b - a));
    }

    /** Black or white, whichever is read more easily on a colour. */
    static Color inkOn(Color background) {
        double luminance = 0.299 * background.getRed() + 0.587 * background.getGreen() + 0.114 * background.getBlue();
        return luminance > 140 ? INK : Color.WHITE;
    }
}
