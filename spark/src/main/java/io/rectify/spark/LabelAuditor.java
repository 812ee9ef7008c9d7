package io.rectify.spark;

import io.rectify.AuditOptions;
import io.rectify.LabelAudit;
import io.rectify.Monitor;
import io.rectify.Rectify;
import io.rectify.audit.Duplicates;
import io.rectify.audit.OutOfSample;
import io.rectify.audit.QuickRecipe;
import io.rectify.audit.RestoredShares;
import io.rectify.audit.RowJudge;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Preprocessing;
import io.rectify.data.Probabilities;
import io.rectify.distill.Recipe;
import io.rectify.linalg.Matrix;
import io.rectify.probe.SoftmaxProbe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Finds labels of a data frame that are probably wrong: the quick audit of {@link Rectify#audit}, for rows that outgrow one machine.
 *
 * <pre>{@code
 * LabelAuditModel audit = new LabelAuditor().fit(rows);
 * System.out.println(audit.noise());
 * audit.transform(rows).where("flagged").orderBy(desc("suspicion")).show();
 * }</pre>
 *
 * <p>Rows are cut into folds by a hash of their features, so that equal rows are held out together wherever they lie, and the student that judges is
 * fitted by executors to all rows but those of a fold, for each fold. Its penalty, the noise matrix, the flags' threshold and what may be stated of all
 * labels come from a sample of sampleRows rows (all, where there are no more) that the driver audits as {@link Rectify#audit} does, with
 * outputs of these fits; a class that would have hardly any row in it has about twenty. Other rows are judged by what the sample told, see {@link
 * RowJudge}. Copies that are near but not equal are looked for among the sample alone.
 *
 * <p>The driver holds the sample, its S×K outputs, and what {@link RectifyClassifier} holds.
 */
public final class LabelAuditor extends Estimator<LabelAuditModel> implements HasAuditorParams, DefaultParamsWritable {
    private static final long serialVersionUID = 1;
    private static final Preprocessing.Scheme SCHEME = Preprocessing.Scheme.CENTRE_NORMALISE;

    private final String uid;
    private final AuditorParams own;

    /** With the defaults. */
    public LabelAuditor() {
        this(Identifiable.randomUID("audit"));
    }

    /** @param uid unique among the stages of a pipeline */
    public LabelAuditor(String uid) {
        this.uid = uid;
        this.own = new AuditorParams(this);
        own.defaults().forEach((param, value) -> setDefault(RectifyClassifier.cast(param), value));
    }

    /** Reads one that was saved. */
    public static MLReader<LabelAuditor> read() {
        return new DefaultParamsReader<>();
    }

    /** Loads one that was saved. */
    public static LabelAuditor load(String path) {
        return read().load(path);
    }

    @Override
    public String uid() {
        return uid;
    }

    @Override
    public AuditorParams own() {
        return own;
    }

    /** Column of features. */
    public LabelAuditor setFeaturesCol(String value) {
        set(featuresCol(), value);
        return this;
    }

    /** Column of given labels. */
    public LabelAuditor setLabelCol(String value) {
        set(labelCol(), value);
        return this;
    }

    /** Output column of suspicion. */
    public LabelAuditor setSuspicionCol(String value) {
        set(suspicionCol(), value);
        return this;
    }

    /** Output column of the probability of being wrong. */
    public LabelAuditor setWrongCol(String value) {
        set(wrongCol(), value);
        return this;
    }

    /** Output column of flags. */
    public LabelAuditor setFlaggedCol(String value) {
        set(flaggedCol(), value);
        return this;
    }

    /** Output column of suggested labels. */
    public LabelAuditor setSuggestedLabelCol(String value) {
        set(suggestedLabelCol(), value);
        return this;
    }

    /** Output column of the suggestions' probabilities. */
    public LabelAuditor setConfidenceCol(String value) {
        set(confidenceCol(), value);
        return this;
    }

    /** Parts that are held out in turn. Default 5. */
    public LabelAuditor setFolds(int value) {
        set(folds(), value);
        return this;
    }

    /** Rows that the noise is estimated from, on the driver. Default 50,000. */
    public LabelAuditor setSampleRows(int value) {
        set(sampleRows(), value);
        return this;
    }

    /** Rows that are computed with at a time. Default 1024. */
    public LabelAuditor setBlockRows(int value) {
        set(blockRows(), value);
        return this;
    }

    /** Seed of the folds and of the rows that are drawn. Default 1. */
    public LabelAuditor setSeed(long value) {
        set(seed(), value);
        return this;
    }

    @Override
    public LabelAuditor copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    @Override
    public StructType transformSchema(StructType schema) {
        return LabelAuditModel.outputs(this, schema);
    }

    /** Rows of one fold. */
    private static final class Folded implements java.io.Serializable {
        private static final long serialVersionUID = 1;

        private final int fold;
        private final Block block;

        Folded(int fold, Block block) {
            this.fold = fold;
            this.block = block;
        }
    }

    /**
     * Fits what judges the labels of these rows; {@link LabelAuditModel#transform} of the same rows tells of each.
     *
     * @throws IllegalArgumentException if a column is missing, a value cannot be used, or there are too few rows
     */
    @Override
    public LabelAuditModel fit(Dataset<?> dataset) {
        String label = getOrDefault(labelCol());
        if (RowReader.isSoft(RowReader.type(dataset.schema(), label, "label"))) {
            throw new IllegalArgumentException(
                    "column '" + label + "' holds soft labels: an audit judges one label per row");
        }
        int parts = (Integer) getOrDefault(folds());
        long seed = (Long) getOrDefault(seed());
        JavaRDD<RowReader.Named> named = RowReader.read(
                dataset,
                getOrDefault(featuresCol()),
                label,
                "",
                Math.multiplyExact((Integer) getOrDefault(blockRows()), parts));
        Survey survey = Survey.of(named, label);
        List<String> classes = survey.classes();
        Block drawn = SampleRows.draw(named, survey, (Integer) getOrDefault(sampleRows()), seed);
        Preprocessing preprocessing = survey.preprocessing(SCHEME, named);
        try (Matrix features = drawn.matrix()) {
            io.rectify.data.Dataset sample = io.rectify.data.Dataset.of(features, Labels.of(drawn.labels, classes));
            Recipe recipe = recipe(sample, parts, seed);
            ModelParts[] models = crossFitted(named, survey, preprocessing, recipe, parts, seed);
            return judged(sample, drawn, survey, recipe, new Judges(models, parts, seed));
        }
    }

    private static Recipe recipe(io.rectify.data.Dataset sample, int parts, long seed) {
        SoftmaxProbe.Options how = SoftmaxProbe.Options.DEFAULTS;
        try (Prepared prepared = Prepared.of(sample, SCHEME, how.threads())) {
            Duplicates copies = Duplicates.of(prepared, Duplicates.COSINE, how.threads());
            return QuickRecipe.choose(sample, SCHEME, copies.groups(), parts, seed, how);
        }
    }

    /** A model for each fold, fitted to the rows of the others. */
    private static ModelParts[] crossFitted(
            JavaRDD<RowReader.Named> named,
            Survey survey,
            Preprocessing preprocessing,
            Recipe recipe,
            int parts,
            long seed) {
        List<String> classes = survey.classes();
        Broadcast<ModelParts> how =
                JavaSparkContext.fromSparkContext(named.context()).broadcast(ModelParts.of(preprocessing, classes));
        JavaRDD<Folded> folded =
                named.flatMap(part -> folded(part, how.value(), parts, seed)).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            ModelParts[] models = new ModelParts[parts];
            for (int f = 0; f < parts; f++) {
                int fold = f;
                JavaRDD<Block> others = folded.filter(rows -> rows.fold != fold).map(rows -> rows.block);
                List<SoftmaxProbe.Fit> fits = ChainFit.run(
                        others,
                        recipe,
                        preprocessing,
                        classes,
                        SoftmaxProbe.Options.DEFAULTS.withTolerance(QuickRecipe.TOLERANCE));
                models[f] =
                        ModelParts.of(preprocessing, fits.get(fits.size() - 1).probe(), classes);
            }
            return models;
        } finally {
            folded.unpersist();
        }
    }

    private static Iterator<Folded> folded(RowReader.Named part, ModelParts how, int parts, long seed) {
        Block prepared = RectifyClassifier.prepared(part, how);
        int[] folds = new int[prepared.rows()];
        Arrays.setAll(folds, i -> Judges.fold(Block.key(part.block.features, i, part.block.columns(), seed), parts));
        List<Folded> some = new ArrayList<>();
        for (int f = 0; f < parts; f++) {
            int fold = f;
            int[] rows = IntStream.range(0, folds.length)
                    .filter(i -> folds[i] == fold)
                    .toArray();
            if (rows.length > 0) {
                some.add(new Folded(fold, prepared.select(rows)));
            }
        }
        return some.iterator();
    }

    /** The sample as core audits it by outputs of the fits, and what that tells of other rows. */
    private LabelAuditModel judged(
            io.rectify.data.Dataset sample, Block drawn, Survey survey, Recipe recipe, Judges judges) {
        int threads = SoftmaxProbe.Options.DEFAULTS.threads();
        long[] keys = judges.keys(drawn.features, drawn.rows());
        double[] counts = Arrays.stream(survey.counts()).asDoubleStream().toArray();
        boolean all = drawn.rows() == survey.rows();
        String origin = String.format(
                Locale.ROOT,
                "%d-fold cross-fitted outputs of %s, fitted to all %d rows",
                judges.folds(),
                recipe,
                survey.rows());
        try (Probabilities adjusted = judges.outputs(drawn.features, keys)) {
            RestoredShares shares = RestoredShares.fit(adjusted, sample.given(), counts, threads);
            OutOfSample outputs = OutOfSample.stated(shares.apply(adjusted, threads), origin);
            AuditOptions options = AuditOptions.DEFAULTS
                    .withOutputs(outputs)
                    .withAnomalies(false)
                    .withNeighbours(0);
            try (LabelAudit audit = Rectify.audit(sample, options, Monitor.SILENT);
                    Prepared prepared = Prepared.of(sample, judges.preprocessing(), threads)) {
                RowJudge.Knowledge knowledge = RowJudge.knowledge(prepared, outputs, audit.details(), threads);
                Arrays.setAll(keys, i -> JudgeParts.key(keys[i], drawn.labels[i]));
                LabelAuditModel model = new LabelAuditModel(
                        uid,
                        judges,
                        JudgeParts.of(knowledge, shares, keys, audit.details().issues()),
                        audit.noise(),
                        origin,
                        drawn.rows(),
                        all);
                return copyValues(model, ParamMap.empty()).setParent(this);
            }
        }
    }
}
