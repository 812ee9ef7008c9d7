package io.rectify.acceptance;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.rectify.linalg.Blas;
import io.rectify.linalg.Lapack;
import io.rectify.metrics.Temperature;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The arrows of ARCHITECTURE.md. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.rectify");

    /** Every package, in an order in which none uses a later one; a new package is one more line. */
    private static final List<Room> ROOMS = List.of(
            core("linalg"),
            core("data", "linalg"),
            core("noise", "data", "linalg"),
            core("metrics", "data", "linalg"),
            core("probe", "data", "linalg"),
            core("smooth", "probe", "data", "linalg"),
            core("spectral", "metrics", "probe", "data", "linalg"),
            core("distill", "spectral", "smooth", "metrics", "probe", "data", "linalg"),
            core("theory", "spectral", "distill", "metrics", "probe", "noise", "data", "linalg"),
            core("select", "spectral", "distill", "metrics", "probe", "data", "linalg"),
            core("audit", "select", "spectral", "distill", "metrics", "probe", "data", "linalg"),
            core("", "core"),
            around("formats", "data", "linalg"),
            around("run", "formats", "audit", "spectral", "probe", "data", "linalg"),
            around("report"),
            around("embed", "formats", "linalg"),
            around("review", "core", "formats", "run"),
            around("review.web", "review", "formats", "run"),
            around("neural", "formats", "distill", "probe", "data", "linalg"),
            around("spark", "core"),
            around("cli", "core", "formats", "run", "report", "embed", "review", "review.web"),
            around("python", "core"),
            around("studies", "core", "formats", "embed", "neural"),
            around("fuzz", "formats", "run", "probe", "data", "linalg"),
            around("bench", "core", "formats", "embed", "studies", "fuzz"));

    /** What JMH makes of bench. */
    private static final String GENERATED = "io.rectify.bench.jmh_generated";

    /** What core may use beside itself. */
    private static final List<String> LIBRARIES_OF_CORE = List.of(
            "java.lang..",
            "java.util..",
            "java.math",
            "java.nio",
            "java.time",
            "com.sun.management",
            "org.jspecify.annotations",
            "org.bytedeco..",
            "org.opencompare.hac..",
            "jdk.incubator.vector");

    /** What the command line leaves to core: a face holds no arithmetic. */
    private static final List<Class<?>> NOT_OF_CLI = List.of(Blas.class, Temperature.class);

    /**
     * A package.
     *
     * @param name below io.rectify; empty for that itself, the front door, which may be missing
     * @param isCore whether it knows no files, no console and few libraries
     * @param uses names of other packages; "core" stands for all of core
     */
    private record Room(String name, boolean isCore, List<String> uses) {
        String fullName() {
            return name.isEmpty() ? "io.rectify" : "io.rectify." + name;
        }

        boolean mayUse(Room other) {
            return other.equals(this) || uses.contains(other.name) || (other.isCore && uses.contains("core"));
        }

        @Override
        public String toString() {
            return fullName();
        }
    }

    private static Room core(String name, String... uses) {
        return new Room(name, true, List.of(uses));
    }

    private static Room around(String name, String... uses) {
        return new Room(name, false, List.of(uses));
    }

    private static String[] fullNames(Stream<Room> rooms) {
        return rooms.map(Room::fullName).toArray(String[]::new);
    }

    @Test
    void everyPackageIsSeenAndNoOther() {
        assertThat(CLASSES.stream().map(JavaClass::getPackageName).filter(name -> !name.equals(GENERATED)))
                .containsAll(Arrays.asList(
                        fullNames(ROOMS.stream().filter(room -> !room.name().isEmpty()))))
                .isSubsetOf(fullNames(ROOMS.stream()));
    }

    @ParameterizedTest
    @FieldSource("ROOMS")
    void arrowsPointOneWay(Room room) {
        String[] closed = fullNames(ROOMS.stream().filter(other -> !room.mayUse(other)));
        noClasses()
                .that()
                .resideInAPackage(room.fullName())
                .should()
                .dependOnClassesThat(resideInAnyPackage(closed))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    /** So that there are no cycles. */
    @Test
    void noPackageMayUseALaterOne() {
        for (int i = 0; i < ROOMS.size(); i++) {
            for (Room later : ROOMS.subList(i + 1, ROOMS.size())) {
                assertThat(ROOMS.get(i).mayUse(later))
                        .as(ROOMS.get(i) + " -> " + later)
                        .isFalse();
            }
        }
    }

    @Test
    void coreKnowsNoFilesNoConsoleAndNoLibraryButBlasAndClustering() {
        String[] core = fullNames(ROOMS.stream().filter(Room::isCore));
        classes()
                .that()
                .resideInAnyPackage(core)
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(Stream.concat(Arrays.stream(core), LIBRARIES_OF_CORE.stream())
                                .toArray(String[]::new)))
                .check(CLASSES);
    }

    @Test
    void onlyBlasAndLapackCallNativeCode() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(Blas.class, Lapack.class)
                .should()
                .dependOnClassesThat(resideInAPackage("org.bytedeco.openblas.."))
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.rectify.linalg")
                .should()
                .dependOnClassesThat(resideInAPackage("org.bytedeco.."))
                .check(CLASSES);
    }

    @Test
    void theCommandLineDoesNoArithmetic() {
        NOT_OF_CLI.forEach(arithmetic -> noClasses()
                .that()
                .resideInAPackage("io.rectify.cli")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(arithmetic)
                .check(CLASSES));
    }

    @Test
    void onlyEmbedNeedsOnnxRuntimeAndTokenizers() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.rectify.embed")
                .should()
                .dependOnClassesThat(resideInAnyPackage("ai.onnxruntime..", "ai.djl.huggingface.."))
                .check(CLASSES);
    }

    @Test
    void onlyTheReviewPageNeedsAServer() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.rectify.review.web")
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet.."))
                .check(CLASSES);
    }

    @Test
    void onlySparkNeedsSpark() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.rectify.spark")
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.apache.spark..", "scala.."))
                .check(CLASSES);
    }

    @Test
    void onlyNeuralNeedsPyTorch() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.rectify.neural", "io.rectify.embed")
                .should()
                .dependOnClassesThat(resideInAnyPackage("ai.djl.."))
                .check(CLASSES);
        noClasses()
                .that()
                .haveNameNotMatching("io\\.rectify\\.neural\\.Torch(\\$.*)?")
                .should()
                .dependOnClassesThat(resideInAnyPackage("ai.djl.pytorch.."))
                .check(CLASSES);
    }

    @Test
    void theVectorApiIsIsolatedInOneClass() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.rectify.linalg.VectorExp")
                .should()
                .dependOnClassesThat(resideInAPackage("jdk.incubator.."))
                .check(CLASSES);
    }
}
