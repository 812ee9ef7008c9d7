package io.rectify.studies;

import io.rectify.data.Labels;
import io.rectify.data.Preprocessing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What cells compute with; the data set last read is kept. */
final class Workbench {
    private final Plan plan;
    private final Path parts;
    private @Nullable SharedData data;
    private String described = "";

    /** @param parts folder for what a cell keeps of itself while it is computed */
    Workbench(Plan plan, Path parts) {
        this.plan = plan;
        this.parts = parts;
    }

    /** Where a cell may keep what it has computed, to go on there if it is cut short; deleted when it is finished. */
    Path parts() {
        return parts;
    }

    Plan plan() {
        return plan;
    }

    int threads() {
        return plan.threads();
    }

    /** A data set, centred and normalised. */
    SharedData data(String name) throws IOException {
        return data(name, Preprocessing.Scheme.CENTRE_NORMALISE);
    }

    /** A data set, preprocessed otherwise; generated data are as they are. */
    SharedData data(String name, Preprocessing.Scheme scheme) throws IOException {
        String wanted = name + " " + scheme;
        SharedData known = data;
        if (known == null || !wanted.equals(described)) {
            data = null;
            known = name.equals(GeneratedData.NAME)
                    ? GeneratedData.make()
                    : SharedData.read(plan.data(), name, scheme, plan.threads());
            data = known;
            described = wanted;
        }
        return known;
    }

    /** A data set as it comes. */
    SharedData raw(String name) throws IOException {
        return data(name, Preprocessing.Scheme.RAW);
    }

    /** A data set as it comes, which is not kept. */
    SharedData rawData(String name) throws IOException {
        return SharedData.read(plan.data(), name, Preprocessing.Scheme.RAW, plan.threads());
    }

    /** The right labels of a data set whose own are as people or rules gave them. */
    Labels trueLabels(SharedData given) throws IOException {
        return SharedData.trueLabels(plan.data(), given.name(), given.trainLabels());
    }

    /** The texts of a data set's training rows, or what may stand for them. */
    List<String> texts(String name) throws IOException {
        if (name.equals(GeneratedData.NAME) || name.equals(SharedData.DIGITS)) {
            Labels labels = data(name).trainLabels();
            return IntStream.range(0, labels.size())
                    .mapToObj(row -> "row " + row + " of class " + labels.name(row))
                    .toList();
        }
        return SharedData.texts(plan.data(), name);
    }

    /** The names of a data set's superclasses by number. */
    List<String> superclassNames(String name) throws IOException {
        return name.equals(GeneratedData.NAME)
                ? GeneratedData.SUPERCLASS_NAMES
                : SharedData.superclassNames(plan.data(), name);
    }
}
