"""The wrappers of rectify_spark, run by PySparkTest as: python rectify_spark_test.py classic|connect jars folder"""

import random
import sys

mode, jars, folder = sys.argv[1:]
sys.path.insert(0, jars.split(",")[0])  # as spark-submit --py-files or --packages does

from pyspark.ml import Pipeline, PipelineModel  # noqa: E402
from pyspark.ml.evaluation import MulticlassClassificationEvaluator  # noqa: E402
from pyspark.ml.tuning import CrossValidator, ParamGridBuilder  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402
from rectify_spark import (  # noqa: E402
    LabelAuditModel,
    LabelAuditor,
    RectifyClassificationModel,
    RectifyClassifier,
)

builder = (
    SparkSession.builder.config("spark.jars", jars)
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.driver.memory", "1g")
    .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
)
spark = (builder.remote("local[2]") if mode == "connect" else builder.master("local[2]")).getOrCreate()

draw = random.Random(1)
CENTRES = [(2.0, 0.0), (-2.0, 1.0), (0.0, -3.0)]
TRUE = [draw.randrange(3) for _ in range(300)]
WRONG = [draw.random() < 0.1 for _ in TRUE]
rows = [
    (
        i,
        [CENTRES[c][0] + draw.gauss(0, 0.5), CENTRES[c][1] + draw.gauss(0, 0.5)],
        float((c + 1) % 3 if WRONG[i] else c),
    )
    for i, c in enumerate(TRUE)
]
df = spark.createDataFrame(rows, "id int, features array<float>, label double").coalesce(2).cache()


def told(frame):
    return [row.asDict() for row in frame.orderBy("id").collect()]


classifier = RectifyClassifier(method="harden", kappa=20, preprocess="raw")
assert classifier.getOrDefault("kappa") == 20.0 and classifier.getMaxIter() == 1000
model = classifier.fit(df)
predicted = told(model.transform(df))
right = sum(row["prediction"] == c for row, c in zip(predicted, TRUE))
assert right > 290, right
assert model.getOrDefault("kappa") == 20.0
assert "harden, kappa 20.00, raw, 2 features, 3 classes" in repr(model), repr(model)

model.write().overwrite().save(folder + "/model")
loaded = RectifyClassificationModel.load(folder + "/model")
assert type(loaded) is RectifyClassificationModel
assert told(loaded.transform(df)) == predicted
classifier.write().overwrite().save(folder + "/classifier")
assert RectifyClassifier.load(folder + "/classifier").getOrDefault("method") == "harden"

auditor = LabelAuditor(folds=4, seed=7)
audit = auditor.fit(df)
audited = audit.transform(df).cache()
flagged = [row["flagged"] for row in told(audited)]
found = sum(f and w for f, w in zip(flagged, WRONG))
assert found > 0.8 * sum(WRONG) and sum(flagged) < 1.3 * sum(WRONG), (found, sum(flagged), sum(WRONG))
audit.write().overwrite().save(folder + "/audit")
assert told(LabelAuditModel.load(folder + "/audit").transform(df)) == told(audited)

pipeline = Pipeline(stages=[RectifyClassifier(method="spectral")]).fit(df)
pipeline.write().overwrite().save(folder + "/pipeline")
assert told(PipelineModel.load(folder + "/pipeline").transform(df)) == told(pipeline.transform(df))

teacher = RectifyClassifier(method="teacher")
search = CrossValidator(
    estimator=teacher,
    estimatorParamMaps=ParamGridBuilder().addGrid(teacher.kappa, [15.0, 1e7]).build(),
    evaluator=MulticlassClassificationEvaluator(metricName="logLoss"),
    numFolds=2,
    seed=1,
).fit(df)
assert search.bestModel.getOrDefault("kappa") == 15.0

try:
    RectifyClassifier(kappa="strong")
    raise AssertionError("kappa took a word")
except TypeError as refused:
    assert "kappa" in str(refused), refused

if mode == "classic":
    # Parameters, with what they mean to users and their defaults, are those of the Java classes.
    for stage in (classifier, auditor, model, audit):
        java = {p.name() for p in stage._java_obj.params()}
        mine = {p.name for p in stage.params}
        assert java == mine, java ^ mine
        fresh = type(stage)() if stage in (classifier, auditor) else None
        for name in java:
            if fresh is not None:
                default = fresh._java_obj.getDefault(fresh._java_obj.getParam(name))
                value = fresh.getOrDefault(name) if fresh.hasDefault(name) else None
                assert (default.get() if default.isDefined() else None) == value, (name, default, value)
    assert model.classes == ["0", "1", "2"], model.classes
    assert model.recipe == "harden, kappa 20.00, raw", model.recipe
    assert "of the labels are wrong" in audit.noise or "cannot be told" in audit.noise, audit.noise
    assert audit.sampledRows == 300
    assert audit.reviewSample(audited, 30).count() == 30
    near = audit.neighbours(audited.where("flagged"), df, "id", 3).collect()
    assert len(near) == 3 * sum(flagged) and {row["rank"] for row in near} == {1, 2, 3}

spark.stop()
print("rectify_spark works:", mode)
