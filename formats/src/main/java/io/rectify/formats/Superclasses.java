package io.rectify.formats;

import io.rectify.data.ClassOrder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Superclasses of classes, from a csv file with the columns {@code label} and {@code superclass}. */
public final class Superclasses {
    private static final String CLASS = "label";
    private static final String SUPERCLASS = "superclass";

    private Superclasses() {}

    /**
     * The superclass of each class.
     *
     * @return for each of the class names, in their order, a number 0 … S−1: the position of its superclass among the
     *     names of superclasses, {@linkplain ClassOrder#distinctSorted sorted}
     * @throws DataFormatException if a class is unknown, missing or named twice, or a superclass is empty
     * @throws IOException if reading fails
     */
    public static int[] read(Path file, List<String> classNames) throws IOException {
        Map<String, Integer> indices = ClassNames.indices(classNames);
        String[] superclasses = new String[classNames.size()];
        try (CsvTable table = CsvTable.open(file)) {
            int classColumn = table.column(CLASS);
            int superclassColumn = table.column(SUPERCLASS);
            while (table.next()) {
                String name = table.field(classColumn);
                Integer index = indices.get(name);
                if (index == null) {
                    throw table.problem(ClassNames.unknown(name, classNames));
                }
                if (superclasses[index] != null) {
                    throw table.problem("expected each class once but found " + Excerpt.quoted(name) + " again");
                }
                if (table.field(superclassColumn).isBlank()) {
                    throw table.problem("expected a superclass but it is empty");
                }
                superclasses[index] = table.field(superclassColumn);
            }
        }
        checkComplete(file, superclasses, classNames);
        Map<String, Integer> ids = ClassNames.indices(ClassOrder.distinctSorted(List.of(superclasses)));
        return Arrays.stream(superclasses).mapToInt(ids::get).toArray();
    }

    private static void checkComplete(Path file, String[] superclasses, List<String> classNames)
            throws DataFormatException {
        int missing = Arrays.asList(superclasses).indexOf(null);
        if (missing >= 0) {
            throw new DataFormatException(
                    DataLocation.in(file),
                    "expected a row for every class but there is none for " + Excerpt.quoted(classNames.get(missing)));
        }
    }
}
