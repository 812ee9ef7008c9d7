///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS io.rectify:rectify-formats:0.1.0-SNAPSHOT

import io.rectify.LabelAudit;
import io.rectify.Rectify;
import io.rectify.data.Labels;
import io.rectify.formats.LabelFile;
import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import java.nio.file.Path;

/** Prints which labels of a csv file are probably wrong, most suspicious first, with the rows that say so. */
public final class AuditCsv {
    /** @param args features.npy labels.csv */
    public static void main(String[] args) throws Exception {
        Labels given = LabelFile.readTraining(Path.of(args[1]), "label");
        try (Matrix features = Npy.readMatrix(Path.of(args[0]));
                LabelAudit audit = Rectify.audit(features, given)) {
            System.out.println(audit.noise());
            for (LabelAudit.Issue issue : audit.issues()) {
                System.out.println(issue);
                issue.neighbours().stream().limit(3).forEach(row -> System.out.println("  beside row " + row));
            }
        }
    }
}
