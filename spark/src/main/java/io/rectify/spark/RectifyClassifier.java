package io.rectify.spark;

import io.rectify.Rectify;
import io.rectify.TrainOptions;
import io.rectify.data.Labels;
import io.rectify.data.Preprocessing;
import io.rectify.distill.Method;
import io.rectify.distill.Recipe;
import io.rectify.linalg.Matrix;
import io.rectify.probe.Penalty;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.probe.StopReason;
import io.rectify.select.AutoOptions;
import io.rectify.spectral.SpectralFilter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fits a classifier to features and noisy labels of a data frame, of any number of rows: by self-distillation of a softmax probe, in
 * closed form or by L-BFGS, with sums that executors make of their partitions.
 *
 * <pre>{@code
 * RectifyClassificationModel model = new RectifyClassifier().setMethod("harden").fit(rows);
 * model.transform(rows).select("label", "suggestedLabel", "probability");
 * }</pre>
 *
 * <p>The driver holds D² + D·K + K² numbers for a closed form, about 25·D·K for L-BFGS, and the sums of √P partitions; features are cached
 * by executors as float32 and computed with in blocks. Equal partitions give equal bits, whatever the number of executors.
 *
 * <p>Method "auto" draws rows by a hash of their features, at most searchRows on average, lets {@link Rectify#train} choose by them on the driver,
 * and fits the choice to all rows.
 *
 * <p>{@link #fit} throws {@link IllegalArgumentException} naming column, partition and row of what it cannot use.
 */
public final class RectifyClassifier extends Estimator<RectifyClassificationModel>
        implements HasClassifierParams, DefaultParamsWritable {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(RectifyClassifier.class);

    private final String uid;
    private final ClassifierParams own;

    /** With the defaults. */
    public RectifyClassifier() {
        this(Identifiable.randomUID("rectify"));
    }

    /** @param uid unique among the stages of a pipeline */
    public RectifyClassifier(String uid) {
        this.uid = uid;
        this.own = new ClassifierParams(this);
        own.defaults().forEach((param, value) -> setDefault(cast(param), value));
    }

    @SuppressWarnings("unchecked")
    static Param<Object> cast(Param<?> param) {
        return (Param<Object>) param;
    }

    /** Reads one that was saved. */
    public static MLReader<RectifyClassifier> read() {
        return new DefaultParamsReader<>();
    }

    /** Loads one that was saved. */
    public static RectifyClassifier load(String path) {
        return read().load(path);
    }

    @Override
    public String uid() {
        return uid;
    }

    @Override
    public ClassifierParams own() {
        return own;
    }

    /** Column of features: an array of numbers or a vector. Default "features". */
    public RectifyClassifier setFeaturesCol(String value) {
        set(featuresCol(), value);
        return this;
    }

    /** Column of given labels: strings, numbers, or class probabilities. Default "label". */
    public RectifyClassifier setLabelCol(String value) {
        set(labelCol(), value);
        return this;
    }

    /** Column of row weights, which count in the loss and not in the preprocessing. None by default. */
    public RectifyClassifier setWeightCol(String value) {
        set(weightCol(), value);
        return this;
    }

    /** Output column of logits; empty for none. */
    public RectifyClassifier setRawPredictionCol(String value) {
        set(rawPredictionCol(), value);
        return this;
    }

    /** Output column of class probabilities; empty for none. */
    public RectifyClassifier setProbabilityCol(String value) {
        set(probabilityCol(), value);
        return this;
    }

    /** Output column of predictions; empty for none. */
    public RectifyClassifier setPredictionCol(String value) {
        set(predictionCol(), value);
        return this;
    }

    /** Output column of the names of predicted classes; empty for none. */
    public RectifyClassifier setSuggestedLabelCol(String value) {
        set(suggestedLabelCol(), value);
        return this;
    }

    /** The way of training, by name. Default "auto". */
    public RectifyClassifier setMethod(String value) {
        set(method(), value);
        return this;
    }

    /** Settings of the method, such as "top-k=3,q=0.5". */
    public RectifyClassifier setSettings(String value) {
        set(settings(), value);
        return this;
    }

    /** Students that follow one another, for sd and spectral. */
    public RectifyClassifier setRounds(int value) {
        set(rounds(), value);
        return this;
    }

    /** Strength of the penalty, κ = K·N·λ. Default 15. */
    public RectifyClassifier setKappa(double value) {
        set(kappa(), value);
        return this;
    }

    /** What is done to features first. Default "centre-normalise". */
    public RectifyClassifier setPreprocess(String value) {
        set(preprocess(), value);
        return this;
    }

    /** Whether there is an unpenalised intercept. Default false. */
    public RectifyClassifier setIntercept(boolean value) {
        set(intercept(), value);
        return this;
    }

    /** Gradient to reach, relative to that at zero weights. Default 1e-3. */
    public RectifyClassifier setTolerance(double value) {
        set(tolerance(), value);
        return this;
    }

    /** Iterations of a fit, at most. Default 1000. */
    public RectifyClassifier setMaxIter(int value) {
        set(maxIter(), value);
        return this;
    }

    /** Rows that are computed with at a time. Default 1024. */
    public RectifyClassifier setBlockRows(int value) {
        set(blockRows(), value);
        return this;
    }

    /** Rows that auto chooses by, at most. Default 50,000. */
    public RectifyClassifier setSearchRows(int value) {
        set(searchRows(), value);
        return this;
    }

    /** Seed of the rows that auto chooses by and of their folds. Default 1. */
    public RectifyClassifier setSeed(long value) {
        set(seed(), value);
        return this;
    }

    @Override
    public RectifyClassifier copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    @Override
    public StructType transformSchema(StructType schema) {
        RowReader.type(schema, getOrDefault(labelCol()), "label");
        return RectifyClassificationModel.outputs(this, schema);
    }

    /**
     * Fits to all rows of the data frame.
     *
     * @throws IllegalArgumentException if a column is missing, a value cannot be used, or the parameters do not fit together
     */
    @Override
    public RectifyClassificationModel fit(Dataset<?> dataset) {
        String label = getOrDefault(labelCol());
        JavaRDD<RowReader.Named> named = RowReader.read(
                dataset, getOrDefault(featuresCol()), label, weights(), (Integer) getOrDefault(blockRows()));
        Survey survey = Survey.of(named, label);
        Recipe recipe = recipe(named, survey);
        check(recipe, survey);
        List<String> classes = survey.classes();
        Preprocessing preprocessing = survey.preprocessing(recipe.preprocessing(), named);
        boolean numbers = RowReader.isNumber(dataset.schema().apply(label).dataType());
        JavaRDD<Block> blocks = prepared(named, preprocessing, classes).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            List<SoftmaxProbe.Fit> fits = recipe.method().closedForm()
                    ? List.of()
                    : ChainFit.run(blocks, recipe, preprocessing, classes, how());
            SoftmaxProbe probe = fits.isEmpty()
                    ? closedForm(blocks, recipe, survey)
                    : fits.get(fits.size() - 1).probe();
            fits.stream()
                    .filter(fit -> fit.stopReason() == StopReason.ITERATION_LIMIT)
                    .forEach(fit -> LOG.warn(
                            "a fit of {} has not converged in {} iterations: raise maxIter or tolerance",
                            recipe,
                            fit.iterations()));
            RectifyClassificationModel model = new RectifyClassificationModel(
                    uid, ModelParts.of(preprocessing, probe, classes), recipe.toString(), numbers, fits);
            return copyValues(model, ParamMap.empty()).setParent(this);
        } finally {
            blocks.unpersist();
        }
    }

    private String weights() {
        return isDefined(weightCol()) ? getOrDefault(weightCol()) : "";
    }

    private SoftmaxProbe closedForm(JavaRDD<Block> blocks, Recipe recipe, Survey survey) {
        double mu = recipe.teacher().kappa(survey.classes().size(), survey.rows());
        return ClosedFormFit.of(blocks, survey.rows(), survey.columns(), survey.classes())
                .softmax(new SpectralFilter(mu, recipe.method().plan().size() + 1));
    }

    private void check(Recipe recipe, Survey survey) {
        if (recipe.method().closedForm() && !weights().isEmpty()) {
            throw new IllegalArgumentException("method " + recipe.method().name()
                    + " knows no row weights: leave weightCol out or name another method");
        }
        if (survey.soft() && !recipe.hasTeacher()) {
            throw new IllegalArgumentException("method " + recipe.method().name()
                    + " has no teacher that soft labels could teach: name another method");
        }
    }

    /** How fits are made. */
    private SoftmaxProbe.Options how() {
        return SoftmaxProbe.Options.DEFAULTS
                .withTolerance((Double) getOrDefault(tolerance()))
                .withMaxIterations((Integer) getOrDefault(maxIter()))
                .withThreads(1);
    }

    private Recipe recipe(JavaRDD<RowReader.Named> named, Survey survey) {
        String name = getOrDefault(method());
        if (name.equals(ClassifierParams.AUTO)) {
            return chosen(named, survey);
        }
        Recipe recipe = Recipe.of(method(Method.named(name)))
                .withPreprocessing(scheme(getOrDefault(preprocess())))
                .withPenalty(new Penalty.Kappa((Double) getOrDefault(kappa())));
        return new Recipe(
                recipe.preprocessing(),
                (Boolean) getOrDefault(intercept()),
                false,
                recipe.method(),
                recipe.teacher(),
                recipe.students());
    }

    static Preprocessing.Scheme scheme(String name) {
        return java.util.Arrays.stream(Preprocessing.Scheme.values())
                .filter(scheme -> scheme.toString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Method method(Method standard) {
        Map<String, Object> values = new HashMap<>();
        if (isSet(rounds())) {
            values.put(Method.ROUNDS, getOrDefault(rounds()));
        }
        for (String setting : getOrDefault(settings()).split(",")) {
            if (!setting.isBlank()) {
                String[] parts = setting.split("=", 2);
                String key = parts[0].trim();
                if (parts.length < 2 || !standard.has(key)) {
                    throw new IllegalArgumentException("method " + standard.name() + " has no setting '"
                            + setting.trim() + "'; it has " + standard.parameters() + ": write settings as name=value");
                }
                values.put(
                        key,
                        value(
                                key,
                                parts[1].trim(),
                                java.util.Objects.requireNonNull(
                                        standard.parameters().get(key))));
            }
        }
        return standard.with(values);
    }

    private static Object value(String key, String text, Object usual) {
        try {
            return usual instanceof Integer ? (Object) Integer.valueOf(text) : (Object) Double.valueOf(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "setting " + key + " is '" + text + "', expected a number like " + usual, e);
        }
    }

    /** What core chooses by rows that are drawn, on the driver. */
    private Recipe chosen(JavaRDD<RowReader.Named> named, Survey survey) {
        if (survey.soft()) {
            throw new IllegalArgumentException(
                    "soft labels need a method that is named: auto chooses by labels of held-out rows");
        }
        int most = (Integer) getOrDefault(searchRows());
        long drawnBy = (Long) getOrDefault(seed());
        Block drawn = SampleRows.draw(named, survey, most, drawnBy);
        try (Matrix features = drawn.matrix()) {
            // As many threads as the driver may use; core's own searchRows must not cut the sample again.
            AutoOptions search = AutoOptions.DEFAULTS
                    .withSeed(drawnBy)
                    .withSearchRows(Math.max(AutoOptions.DEFAULTS.searchRows(), drawn.rows()));
            try (var fitted = Rectify.train(
                    io.rectify.data.Dataset.of(features, Labels.of(drawn.labels, survey.classes())),
                    TrainOptions.DEFAULTS.withSearch(search),
                    io.rectify.Monitor.SILENT)) {
                return fitted.recipe();
            }
        }
    }

    /** Rows with their classes as numbers, prepared. */
    static JavaRDD<Block> prepared(JavaRDD<RowReader.Named> named, Preprocessing preprocessing, List<String> classes) {
        Broadcast<ModelParts> how =
                JavaSparkContext.fromSparkContext(named.context()).broadcast(ModelParts.of(preprocessing, classes));
        return named.map(part -> prepared(part, how.value()));
    }

    /** @param how preprocessing and classes; no weights are needed */
    static Block prepared(RowReader.Named part, ModelParts how) {
        try (Matrix raw = part.block.matrix();
                Matrix prepared = how.preprocessing().apply(raw, PartitionedLoss.threads())) {
            Block block = part.block.withFeatures(Block.values(prepared));
            return part.names.length == 0
                    ? block
                    : block.withLabels(RowReader.indices(part.names, List.of(how.classes)));
        }
    }
}
