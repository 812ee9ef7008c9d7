import io.rectify.Fitted;
import io.rectify.LabelAudit;
import io.rectify.Rectify;
import io.rectify.data.Labels;
import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** Trains and audits on two clusters of which every tenth label is wrong, through a file; fails if the wrong ones are not found first. */
public final class Consumer {
    public static void main(String[] args) throws Exception {
        Random random = new Random(1);
        int[] right = new int[200];
        int[] labels = new int[200];
        float[][] rows = new float[200][8];
        for (int i = 0; i < rows.length; i++) {
            right[i] = i % 2;
            labels[i] = i % 10 == 3 ? 1 - right[i] : right[i];
            for (int j = 0; j < 8; j++) {
                rows[i][j] = (float) (random.nextGaussian() + (right[i] == 0 ? 1.5 : -1.5));
            }
        }
        Path file = Files.createTempFile("features", ".npy");
        try (Matrix matrix = Matrix.of(rows)) {
            Npy.writeMatrix(file, matrix);
        }
        Labels given = Labels.of(labels, 2);
        try (Matrix features = Npy.readMatrix(file);
                Fitted fitted = Rectify.train(features, given);
                LabelAudit audit = Rectify.audit(features, given)) {
            System.out.println(fitted);
            long found = Arrays.stream(audit.ranking()).limit(20).filter(row -> row % 10 == 3).count();
            System.out.println(found + " of 20 wrong labels are the 20 most suspicious");
            if (found < 18) {
                throw new AssertionError("too few");
            }
        }
        Files.delete(file);
    }
}
