package io.rectify.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job of examples/spark, compiled and run. */
class ExampleTest {
    @Test
    void theJobRunsAsItStands(@TempDir Path folder) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        int failed = compiler.run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                path,
                "-d",
                folder.toString(),
                new File("../examples/spark/AuditJob.java").getPath());
        assertThat(failed).isZero();
        LocalSpark.SESSION.conf().set("spark.sql.shuffle.partitions", "4");
        LocalSpark.digits().noisy(0.1, 5).first(600).frame(2).write().parquet(folder + "/in");

        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            loader.loadClass("AuditJob").getMethod("main", String[].class).invoke(null, (Object)
                    new String[] {folder + "/in", folder + "/out"});
        }
        assertThat(LocalSpark.SESSION.read().parquet(folder + "/out/issues").count())
                .isBetween(30L, 90L);
        assertThat(LocalSpark.SESSION.read().parquet(folder + "/out/review").count())
                .isEqualTo(200);
        assertThat(RectifyClassificationModel.load(folder + "/out/model").numClasses())
                .isEqualTo(10);
    }
}
