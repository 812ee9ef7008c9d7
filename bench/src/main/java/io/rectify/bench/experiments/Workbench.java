package io.rectify.bench.experiments;

import io.rectify.bench.SharedData;
import io.rectify.data.Preprocessing;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What cells compute with; the data set last read is kept. */
final class Workbench {
    private final Plan plan;
    private @Nullable SharedData data;

    Workbench(Plan plan) {
        this.plan = plan;
    }

    Plan plan() {
        return plan;
    }

    int threads() {
        return plan.threads();
    }

    /** A data set, centred and normalised. */
    SharedData data(String name) throws IOException {
        SharedData known = data;
        if (known == null || !known.name().equals(name)) {
            data = null;
            known = SharedData.read(plan.data(), name, Preprocessing.Scheme.CENTRE_NORMALISE, plan.threads());
            data = known;
        }
        return known;
    }

    /** A data set as it comes, which is not kept. */
    SharedData rawData(String name) throws IOException {
        return SharedData.read(plan.data(), name, Preprocessing.Scheme.RAW, plan.threads());
    }

    /** The texts of a data set's training rows. */
    List<String> texts(String name) throws IOException {
        return SharedData.texts(plan.data(), name);
    }
}
