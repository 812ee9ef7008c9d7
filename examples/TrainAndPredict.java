///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS io.rectify:rectify-formats:0.1.0-SNAPSHOT

import io.rectify.Fitted;
import io.rectify.Rectify;
import io.rectify.data.Labels;
import io.rectify.formats.LabelFile;
import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import io.rectify.run.ModelFile;
import java.nio.file.Path;

/** Trains on features with labels that are partly wrong, keeps the model in a file, and says of new rows what they are. */
public final class TrainAndPredict {
    /** @param args train_features.npy labels.csv new_features.npy model.safetensors */
    public static void main(String[] args) throws Exception {
        Labels given = LabelFile.readTraining(Path.of(args[1]), "label");
        try (Matrix features = Npy.readMatrix(Path.of(args[0]));
                Matrix unseen = Npy.readMatrix(Path.of(args[2]));
                Fitted fitted = Rectify.train(features, given)) {
            System.out.println(fitted);
            ModelFile.write(Path.of(args[3]), fitted.model());
            for (int row = 0; row < Math.min(5, unseen.rows()); row++) {
                System.out.println("row " + row + ": " + fitted.model().predict(new float[][] {unseen.row(row)}));
            }
        }
    }
}
