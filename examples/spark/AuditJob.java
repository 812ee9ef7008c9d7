import static org.apache.spark.sql.functions.desc;

import io.rectify.spark.LabelAuditModel;
import io.rectify.spark.LabelAuditor;
import io.rectify.spark.RectifyClassificationModel;
import io.rectify.spark.RectifyClassifier;
import java.io.IOException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Audits the labels of a table and fits a classifier to it: arguments are a folder of Parquet files with columns features (array of float) and label,
 * and a folder for what comes out.
 */
public final class AuditJob {
    private AuditJob() {}

    public static void main(String[] arguments) throws IOException {
        SparkSession spark = SparkSession.builder().appName("rectify audit").getOrCreate();
        Dataset<Row> rows = spark.read().parquet(arguments[0]);
        String out = arguments[1];

        LabelAuditModel audit = new LabelAuditor().fit(rows);
        System.out.println(audit.noise());
        Dataset<Row> audited = audit.transform(rows).cache();
        audited.where("flagged").orderBy(desc("suspicion")).write().parquet(out + "/issues");
        audit.reviewSample(audited, 200, 1).write().parquet(out + "/review");

        RectifyClassificationModel model = new RectifyClassifier().setMethod("harden").fit(rows);
        System.out.println(model);
        model.write().save(out + "/model");
    }
}
