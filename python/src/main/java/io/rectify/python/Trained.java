package io.rectify.python;

import io.rectify.Fitted;
import io.rectify.data.Preprocessing;
import io.rectify.probe.Model;

/**
 * A training as arrays, which nobody else holds and so are not copied.
 *
 * @param weights W of softmax(XW + b), D×K row by row
 * @param bias b, K values
 * @param shift what is subtracted from each of D features
 * @param scale what each difference is multiplied by then
 * @param normalises whether rows are divided by their norm after that
 * @param classes names of the classes in the order of the columns
 * @param suggested index of the class that each training row should have
 * @param recipe how it was trained, in words
 * @param accuracy what can be said of how often it is right, in words; empty where nothing
 * @param estimate share of rows it is right about; NaN where it cannot be told
 * @param low the least that may be stated
 * @param high the most
 * @param fallback why auto could not choose, so that the plain recipe was taken; empty where it could, or was not to
 */
public record Trained(
        float[] weights,
        float[] bias,
        float[] shift,
        float[] scale,
        boolean normalises,
        String[] classes,
        int[] suggested,
        String recipe,
        String accuracy,
        double estimate,
        double low,
        double high,
        String fallback) {
    static Trained of(Fitted fitted, String fallback) {
        Model model = fitted.model();
        Preprocessing preprocessing = model.preprocessing();
        float[] weights = new float
                [Math.multiplyExact(model.probe().features(), model.probe().classes())];
        model.probe().weights().getRows(0, model.probe().features(), weights);
        return new Trained(
                weights,
                model.probe().bias(),
                preprocessing.shift(),
                preprocessing.scale(),
                preprocessing.scheme().normalises(),
                model.classNames().toArray(String[]::new),
                fitted.labels().toArray(),
                fitted.recipe().toString(),
                fitted.accuracy().map(Object::toString).orElse(""),
                fitted.accuracy().map(found -> found.estimate()).orElse(Double.NaN),
                fitted.accuracy().map(found -> found.low()).orElse(Double.NaN),
                fitted.accuracy().map(found -> found.high()).orElse(Double.NaN),
                fallback);
    }
}
