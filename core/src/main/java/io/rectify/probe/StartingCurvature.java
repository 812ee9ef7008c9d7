package io.rectify.probe;

import io.rectify.linalg.Blas;
import io.rectify.linalg.DoubleMatrix;
import io.rectify.linalg.Lapack;
import io.rectify.linalg.Lbfgs;
import io.rectify.linalg.Matrix;

/**
 * The inverse of a probe's second derivatives, about, near the start of a fit. Where its parameters are 0 the cross-entropy curves by
 *
 * <p>(1/K)(I − 11ᵀ/K) ⊗ XᵀX/N + λI
 *
 * <p>whatever the targets are; gradients sum to 0 over the classes, so that on them the first factor is 1/K and one D×D matrix serves
 * every class. A little later rows curve more along their own class, and at last less; K^(−3/4) in place of 1/K stands between: H₀ =
 * (K^(−3/4)·XᵀX/N + λI)⁻¹. The solver scales H₀ by what its steps find. With an intercept X has a column of ones, which λ leaves alone.
 *
 * <p>Source: Böhning 1992, "Multinomial logistic regression algorithm", Ann. Inst. Statist. Math. 44(1), whose bound has 1/2 for 1/K.
 */
final class StartingCurvature implements Lbfgs.Preconditioner, AutoCloseable {
    /** Of the mean square of a feature, added to λ: sums of float32 features hold no smaller curvature. */
    private static final double FLOOR = 1e-7;

    private final Matrix inverse;
    private final int classes;

    /**
     * @param moments XᵀX/N, with an intercept of a column of ones more; overwritten
     * @param intercept whether there is one
     * @throws ArithmeticException if every feature is 0 and so is λ
     */
    StartingCurvature(double[] moments, int classes, double lambda, boolean intercept) {
        int size = (int) Math.round(Math.sqrt(moments.length));
        int features = intercept ? size - 1 : size;
        double trace = 0;
        for (int j = 0; j < size; j++) {
            trace += moments[j * size + j];
        }
        double curvature = Math.pow(classes, -0.75);
        double floor = FLOOR * trace / size * curvature;
        for (int j = 0; j < moments.length; j++) {
            moments[j] *= curvature;
        }
        for (int j = 0; j < size; j++) {
            moments[j * size + j] += j < features ? lambda + floor : floor;
        }
        try (DoubleMatrix wide = DoubleMatrix.of(Lapack.inverse(moments, size), size, size)) {
            this.inverse = wide.toMatrix();
        }
        this.classes = classes;
    }

    @Override
    public double[] times(double[] vector) {
        int size = inverse.rows();
        try (DoubleMatrix wide = DoubleMatrix.of(vector, size, classes);
                Matrix parameters = wide.toMatrix();
                Matrix product = Matrix.zeros(size, classes)) {
            Blas.multiply(1, inverse, parameters, 0, product, 1);
            try (DoubleMatrix result = DoubleMatrix.of(product)) {
                return result.toArray();
            }
        }
    }

    @Override
    public void close() {
        inverse.close();
    }
}
