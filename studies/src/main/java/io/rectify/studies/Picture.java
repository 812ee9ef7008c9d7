package io.rectify.studies;

import java.awt.image.BufferedImage;

/** A figure, drawn when it is needed. */
@FunctionalInterface
interface Picture {
    BufferedImage draw();
}
