"""Rectify's estimators for PySpark: RectifyClassifier and LabelAuditor with the models they fit.

    from rectify_spark import RectifyClassifier
    model = RectifyClassifier(method="harden", kappa=20).fit(df)
    model.transform(df)      # rawPrediction, probability, prediction, suggestedLabel

Everything is computed by the Java classes of the same names in the jar that this package lies in. Over Spark Connect the server needs the jar, and
a model can be used, saved and loaded, but not asked for more.
"""

import sys

from pyspark import keyword_only
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.param.shared import (
    HasFeaturesCol,
    HasLabelCol,
    HasMaxIter,
    HasPredictionCol,
    HasProbabilityCol,
    HasRawPredictionCol,
    HasSeed,
    HasWeightCol,
)
from pyspark.ml.util import JavaMLReadable, JavaMLWritable
from pyspark.ml.wrapper import JavaEstimator, JavaModel
from pyspark.sql import DataFrame

__all__ = ["LabelAuditModel", "LabelAuditor", "RectifyClassificationModel", "RectifyClassifier"]

_JAVA = "io.rectify.spark"

# PySpark takes a class's module and name for its Java class, and looks for stages of saved pipelines by it.
sys.modules[_JAVA] = sys.modules[__name__]


def _param(name, doc, converter):
    return Param(Params._dummy(), name, doc, typeConverter=converter)


_text = TypeConverters.toString
_count = TypeConverters.toInt
_number = TypeConverters.toFloat


class _Estimator(JavaEstimator, JavaMLReadable, JavaMLWritable):
    def _begin(self, values):
        self._java_obj = self._new_java_obj(f"{_JAVA}.{type(self).__name__}", self.uid)
        self._set(**values)

    def _create_model(self, java_model):
        return self._model(java_model)

    def setParams(self, **values):
        """Sets parameters by their names."""
        return self._set(**values)


class _ClassifierParams(
    HasFeaturesCol,
    HasLabelCol,
    HasMaxIter,
    HasPredictionCol,
    HasProbabilityCol,
    HasRawPredictionCol,
    HasSeed,
    HasWeightCol,
):
    suggestedLabelCol = _param("suggestedLabelCol", "name of the most probable class, output; empty for none", _text)
    method = _param("method", "way of training", _text)
    settings = _param("settings", "settings of the method as name=value, comma-separated, such as top-k=3", _text)
    rounds = _param("rounds", "students that follow one another in sd and spectral", _count)
    kappa = _param("kappa", "strength of the penalty, K·N·lambda", _number)
    preprocess = _param("preprocess", "what is done to features first", _text)
    intercept = _param("intercept", "whether there is an unpenalised intercept", TypeConverters.toBoolean)
    tolerance = _param("tolerance", "gradient to reach, relative to that at zero weights", _number)
    blockRows = _param("blockRows", "rows that are computed with at a time", _count)
    searchRows = _param("searchRows", "rows that auto chooses by, on the driver", _count)

    def __init__(self):
        super().__init__()
        self._setDefault(
            suggestedLabelCol="suggestedLabel",
            method="auto",
            settings="",
            kappa=15.0,
            preprocess="centre-normalise",
            intercept=False,
            tolerance=1e-3,
            maxIter=1000,
            blockRows=1024,
            searchRows=50_000,
            seed=1,
        )


class _AuditorParams(HasFeaturesCol, HasLabelCol, HasSeed):
    suspicionCol = _param("suspicionCol", "how suspicious the label is beside others, output", _text)
    wrongCol = _param("wrongCol", "probability that the label is wrong, output", _text)
    flaggedCol = _param("flaggedCol", "whether the label is taken for wrong, output", _text)
    suggestedLabelCol = _param("suggestedLabelCol", "name of the suggested class, output", _text)
    confidenceCol = _param("confidenceCol", "probability of the suggested class, output", _text)
    folds = _param("folds", "parts that are held out in turn", _count)
    sampleRows = _param("sampleRows", "rows that the noise is estimated from, on the driver", _count)
    blockRows = _param("blockRows", "rows that are computed with at a time", _count)

    def __init__(self):
        super().__init__()
        self._setDefault(
            suspicionCol="suspicion",
            wrongCol="pWrong",
            flaggedCol="flagged",
            suggestedLabelCol="suggestedLabel",
            confidenceCol="confidence",
            folds=5,
            sampleRows=50_000,
            blockRows=1024,
            seed=1,
        )


class RectifyClassificationModel(JavaModel, _ClassifierParams, JavaMLReadable, JavaMLWritable):
    """A fitted classifier."""

    @property
    def classes(self):
        """Names of the classes, in the order of the probabilities."""
        return list(self._call_java("classes"))

    @property
    def recipe(self):
        """How it was trained."""
        return self._call_java("recipe")


class RectifyClassifier(_Estimator, _ClassifierParams):
    """Fits a classifier to features and noisy labels. Parameters are those of the Java class, described in docs/spark.md."""

    _model = RectifyClassificationModel

    @keyword_only
    def __init__(
        self,
        *,
        featuresCol="features",
        labelCol="label",
        weightCol=None,
        rawPredictionCol="rawPrediction",
        probabilityCol="probability",
        predictionCol="prediction",
        suggestedLabelCol="suggestedLabel",
        method="auto",
        settings="",
        rounds=None,
        kappa=15.0,
        preprocess="centre-normalise",
        intercept=False,
        tolerance=1e-3,
        maxIter=1000,
        blockRows=1024,
        searchRows=50_000,
        seed=1,
    ):
        super().__init__()
        self._begin(self._input_kwargs)


class LabelAuditModel(JavaModel, _AuditorParams, JavaMLReadable, JavaMLWritable):
    """What an audit has found; transform tells of each label."""

    @property
    def noise(self):
        """What may be stated of how many labels are wrong, in a sentence."""
        return self._java_obj.noise().toString()

    @property
    def sampledRows(self):
        """Rows that the noise was estimated from."""
        return self._call_java("sampledRows")

    def reviewSample(self, audited, count, seed=1):
        """Rows for people to check, with columns stratum and inclusion; audited is what transform gave, cached."""
        return self._frame(audited, self._java_obj.reviewSample(audited._jdf, count, seed))

    def neighbours(self, rows, among, idCol, count=5):
        """The rows nearest to some rows among all: columns idCol, rank, neighbour, cosine, neighbourLabel."""
        return self._frame(among, self._java_obj.neighbours(rows._jdf, among._jdf, idCol, count))

    @staticmethod
    def _frame(source, java_frame):
        return DataFrame(java_frame, source.sparkSession)


class LabelAuditor(_Estimator, _AuditorParams):
    """Finds labels that are probably wrong. Parameters are those of the Java class, described in docs/spark.md."""

    _model = LabelAuditModel

    @keyword_only
    def __init__(
        self,
        *,
        featuresCol="features",
        labelCol="label",
        suspicionCol="suspicion",
        wrongCol="pWrong",
        flaggedCol="flagged",
        suggestedLabelCol="suggestedLabel",
        confidenceCol="confidence",
        folds=5,
        sampleRows=50_000,
        blockRows=1024,
        seed=1,
    ):
        super().__init__()
        self._begin(self._input_kwargs)


for _stage in (LabelAuditModel, LabelAuditor, RectifyClassificationModel, RectifyClassifier):
    _stage.__module__ = _JAVA
