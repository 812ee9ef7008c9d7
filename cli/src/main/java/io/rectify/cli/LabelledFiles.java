package io.rectify.cli;

import io.rectify.data.Labels;
import java.nio.file.Path;

/** What must hold between two input files. */
final class LabelledFiles {
    private LabelledFiles() {}

    /** @throws IllegalArgumentException if the files have different numbers of labels */
    static void checkSameRows(Path firstFile, Labels first, Path secondFile, Labels second) {
        if (first.size() != second.size()) {
            throw new IllegalArgumentException(
                    firstFile + " has " + first.size() + " labels but " + secondFile + " has " + second.size());
        }
    }
}
