package io.rectify.acceptance;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.rectify.linalg.Blas;
import org.junit.jupiter.api.Test;

/** The arrows of ARCHITECTURE.md. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.rectify");

    @Test
    void everyPackageIsSeen() {
        for (String name : new String[] {
            "linalg",
            "data",
            "noise",
            "probe",
            "smooth",
            "distill",
            "metrics",
            "spectral",
            "theory",
            "select",
            "audit",
            "formats",
            "report",
            "embed",
            "neural",
            "cli",
            "bench"
        }) {
            assertThat(CLASSES.stream().anyMatch(c -> c.getPackageName().equals("io.rectify." + name)))
                    .as(name)
                    .isTrue();
        }
    }

    @Test
    void arrowsPointOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("linalg")
                .definedBy("io.rectify.linalg")
                .layer("data")
                .definedBy("io.rectify.data")
                .layer("noise")
                .definedBy("io.rectify.noise")
                .layer("probe")
                .definedBy("io.rectify.probe")
                .layer("smooth")
                .definedBy("io.rectify.smooth")
                .layer("distill")
                .definedBy("io.rectify.distill")
                .layer("metrics")
                .definedBy("io.rectify.metrics")
                .layer("spectral")
                .definedBy("io.rectify.spectral")
                .layer("theory")
                .definedBy("io.rectify.theory")
                .layer("select")
                .definedBy("io.rectify.select")
                .layer("audit")
                .definedBy("io.rectify.audit")
                .layer("formats")
                .definedBy("io.rectify.formats")
                .layer("report")
                .definedBy("io.rectify.report")
                .layer("embed")
                .definedBy("io.rectify.embed")
                .layer("neural")
                .definedBy("io.rectify.neural")
                .layer("cli")
                .definedBy("io.rectify.cli")
                .layer("bench")
                .definedBy("io.rectify.bench..")
                .whereLayer("linalg")
                .mayNotAccessAnyLayer()
                .whereLayer("data")
                .mayOnlyAccessLayers("linalg")
                .whereLayer("noise")
                .mayOnlyAccessLayers("data", "linalg")
                .whereLayer("metrics")
                .mayOnlyAccessLayers("data", "linalg")
                .whereLayer("probe")
                .mayOnlyAccessLayers("data", "linalg")
                .whereLayer("smooth")
                .mayOnlyAccessLayers("probe", "data", "linalg")
                .whereLayer("distill")
                .mayOnlyAccessLayers("smooth", "metrics", "probe", "data", "linalg")
                .whereLayer("spectral")
                .mayOnlyAccessLayers("metrics", "probe", "data", "linalg")
                .whereLayer("theory")
                .mayOnlyAccessLayers("spectral", "distill", "metrics", "probe", "noise", "data", "linalg")
                .whereLayer("select")
                .mayOnlyAccessLayers("spectral", "distill", "probe", "data", "linalg")
                .whereLayer("audit")
                .mayOnlyAccessLayers("select", "spectral", "distill", "metrics", "probe", "data", "linalg")
                .whereLayer("formats")
                .mayOnlyAccessLayers("audit", "spectral", "probe", "data", "linalg")
                .whereLayer("report")
                .mayNotAccessAnyLayer()
                .whereLayer("embed")
                .mayOnlyAccessLayers("formats", "linalg")
                .whereLayer("neural")
                .mayOnlyAccessLayers("formats", "distill", "probe", "data", "linalg")
                .whereLayer("neural")
                .mayOnlyBeAccessedByLayers("bench")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("bench")
                .mayNotBeAccessedByAnyLayer()
                .check(CLASSES);
    }

    @Test
    void noCycles() {
        slices().matching("io.rectify.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyBlasCallsNativeCode() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(Blas.class)
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
    void onlyEmbedNeedsOnnxRuntimeAndTokenizers() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.rectify.embed")
                .should()
                .dependOnClassesThat(resideInAnyPackage("ai.onnxruntime..", "ai.djl.huggingface.."))
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

    @Test
    void coreKnowsNoFilesNoConsoleAndNoLibraryButBlasAndClustering() {
        classes()
                .that()
                .resideInAnyPackage(
                        "io.rectify.linalg",
                        "io.rectify.data",
                        "io.rectify.noise",
                        "io.rectify.probe",
                        "io.rectify.smooth",
                        "io.rectify.distill",
                        "io.rectify.metrics",
                        "io.rectify.spectral",
                        "io.rectify.theory",
                        "io.rectify.select")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "io.rectify.linalg",
                        "io.rectify.data",
                        "io.rectify.noise",
                        "io.rectify.probe",
                        "io.rectify.smooth",
                        "io.rectify.distill",
                        "io.rectify.metrics",
                        "io.rectify.spectral",
                        "io.rectify.theory",
                        "io.rectify.select",
                        "java.lang..",
                        "java.util..",
                        "java.time",
                        "com.sun.management",
                        "org.jspecify.annotations",
                        "org.bytedeco..",
                        "org.opencompare.hac..",
                        "jdk.incubator.vector"))
                .check(CLASSES);
    }
}
