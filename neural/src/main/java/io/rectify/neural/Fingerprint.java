package io.rectify.neural;

import io.rectify.formats.Sha256;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import io.rectify.probe.BatchResiduals;
import io.rectify.probe.Loss;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** A SHA-256 of everything that a training depends on. */
final class Fingerprint {
    private static final int BLOCK = 256;

    private final Sha256 digest = new Sha256();

    Fingerprint add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.add(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.add(bytes);
        return this;
    }

    Fingerprint add(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES));
        bytes.asFloatBuffer().put(values);
        digest.add(bytes.array());
        return this;
    }

    Fingerprint add(double[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Double.BYTES));
        bytes.asDoubleBuffer().put(values);
        digest.add(bytes.array());
        return this;
    }

    Fingerprint add(RowBlocks rows) {
        add(rows.rows() + " x " + rows.columns());
        for (int from = 0; from < rows.rows(); from += BLOCK) {
            int to = Math.min(rows.rows(), from + BLOCK);
            try (Matrix block = rows.rowBlock(from, to)) {
                float[] values = new float[(to - from) * rows.columns()];
                block.getRows(0, to - from, values);
                add(values);
            }
        }
        return this;
    }

    /** What a loss does to certain logits, which tells its targets, weights and figures. */
    Fingerprint add(Loss loss, BatchResiduals residuals) {
        int k = loss.classes();
        add(loss.getClass().getSimpleName() + " " + loss.rows() + " x " + k);
        SplittableRandom random = new SplittableRandom(1);
        for (int from = 0; from < loss.rows(); from += BLOCK) {
            int[] rows = new int[Math.min(BLOCK, loss.rows() - from)];
            float[] logits = new float[rows.length * k];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = from + i;
                for (int j = 0; j < k; j++) {
                    logits[i * k + j] = (float) random.nextDouble();
                }
            }
            residuals.residualInPlace(rows, logits, logits.clone(), random);
            add(logits);
        }
        return this;
    }

    byte[] digest() {
        return digest.digest();
    }
}
