package io.rectify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.distill.Method;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import org.junit.jupiter.api.Test;

class MemoryNeedTest {
    private static final int ROWS = 2_000_000;
    private static final int CLASSES = 1_000_000;

    /** Features that must not be read: what is refused is refused before. */
    private record Unread(int rows, int columns) implements RowBlocks {
        @Override
        public Matrix rowBlock(int from, int to) {
            throw new AssertionError("read rows " + from + " to " + to);
        }
    }

    private static Dataset many() {
        return Dataset.of(new Unread(ROWS, 8), Labels.of(new int[ROWS], CLASSES));
    }

    /** 2·10⁶·10⁶ outputs of 4 bytes are 8,000 GB; the gigabyte beside them and the heap are lost in rounding. */
    @Test
    void anAuditThatCannotEndIsRefusedBeforeItBegins() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rectify.audit(many(), AuditOptions.DEFAULTS, Monitor.SILENT))
                .withMessageMatching(
                        "an audit of 2,000,000 rows in 1,000,000 classes takes about 800\\d\\.\\d GB but the"
                                + " machine has \\d+\\.\\d: fewer rows, or rare classes put together, take less");
    }

    @Test
    void aTrainingThatCannotEndIsRefusedBeforeItBegins() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Rectify.train(many(), TrainOptions.DEFAULTS.withMethod(Method.HARDEN), Monitor.SILENT))
                .withMessageStartingWith("training of 2,000,000 rows in 1,000,000 classes takes about 1600");
        assertThatIllegalArgumentException()
                .as("whatever the search may choose, the outputs alone are too many")
                .isThrownBy(() -> Rectify.train(many(), TrainOptions.DEFAULTS, Monitor.SILENT))
                .withMessageStartingWith("training of 2,000,000 rows in 1,000,000 classes takes about 800");
    }

    /** 100 rows in 10 classes of 8 features: 4·(1000 + 1000 + 3·800) bytes, and 8·(6·100 + 16·80) on the heap. */
    @Test
    void fewRowsTakeLittle() {
        Dataset rows = Dataset.of(Matrix.zeros(100, 8), Labels.of(new int[100], 10));
        MemoryNeed need = MemoryNeed.ofAudit(rows);
        assertThat(need.matrices()).isCloseTo(17_600, within(1e-9));
        assertThat(need.heap()).isCloseTo(15_040, within(1e-9));
        need.check("an audit", rows);
    }

    @Test
    void aHeapThatIsTooSmallIsNamed() {
        Dataset rows = Dataset.of(Matrix.zeros(1, 1), Labels.of(new int[1], 2));
        double heap = 2.0 * Runtime.getRuntime().maxMemory();
        MemoryNeed need = new MemoryNeed(0, Math.min(heap, 0.8 * io.rectify.linalg.Machine.memory()));
        if (need.heap() > Runtime.getRuntime().maxMemory()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> need.check("an audit", rows))
                    .withMessageContaining("GB of the Java heap")
                    .withMessageMatching(".*: -Xmx\\d+g allows it");
        }
    }
}
