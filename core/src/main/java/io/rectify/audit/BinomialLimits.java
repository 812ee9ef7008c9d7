package io.rectify.audit;

/**
 * Limits of a share of which k of n trials are known, each exceeded with probability 2.5 %. With B(q; a, b) the quantile of the beta
 * distribution,
 *
 * <ul>
 *   <li>Clopper &amp; Pearson (1934): B(.025; k, n−k+1) and B(.975; k+1, n−k), which hold for every share;
 *   <li>Jeffreys: B(.025; k+½, n−k+½) and B(.975; k+½, n−k+½), which hold on average over shares (Brown, Cai &amp; DasGupta
 *       2001, Statistical Science 16, section 4.1.2); 0 at k = 0 and 1 at k = n.
 * </ul>
 */
final class BinomialLimits {
    private static final double TAIL = 0.025;
    private static final int BISECTIONS = 60;
    private static final int FRACTIONS = 10_000;
    private static final double TINY = 1e-300;

    /** Lanczos' coefficients for g = 7. */
    private static final double[] LANCZOS = {
        0.99999999999980993,
        676.5203681218851,
        -1259.1392167224028,
        771.32342877765313,
        -176.61502916214059,
        12.507343278686905,
        -0.13857109526572012,
        9.9843695780195716e-6,
        1.5056327351493116e-7
    };

    private BinomialLimits() {}

    /** Clopper and Pearson's lower limit. */
    static double exactLow(int k, int n) {
        return k == 0 ? 0 : betaQuantile(TAIL, k, n - k + 1);
    }

    /** Clopper and Pearson's upper limit. */
    static double exactHigh(int k, int n) {
        return 1 - exactLow(n - k, n);
    }

    /** Jeffreys' lower limit. */
    static double jeffreysLow(int k, int n) {
        return k == 0 ? 0 : betaQuantile(TAIL, k + 0.5, n - k + 0.5);
    }

    /** Jeffreys' upper limit. */
    static double jeffreysHigh(int k, int n) {
        return 1 - jeffreysLow(n - k, n);
    }

    private static double betaQuantile(double probability, double a, double b) {
        double logBeta = logBeta(a, b);
        double low = 0;
        double high = 1;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (incompleteBeta(a, b, logBeta, middle) < probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /** Iₓ(a, b), regularised, by its continued fraction (DLMF 8.17.22) on the side where that converges fast. */
    private static double incompleteBeta(double a, double b, double logBeta, double x) {
        if (x <= 0 || x >= 1) {
            return x <= 0 ? 0 : 1;
        }
        if (x > (a + 1) / (a + b + 2)) {
            return 1 - incompleteBeta(b, a, logBeta, 1 - x);
        }
        double scale = a * Math.log(x) + b * Math.log1p(-x) - logBeta;
        return Math.exp(scale) / (a * fraction(a, b, x));
    }

    private static double logBeta(double a, double b) {
        return logGamma(a) + logGamma(b) - logGamma(a + b);
    }

    /** 1 + d₁/(1 + d₂/(1 + …)) by Lentz's method. */
    private static double fraction(double a, double b, double x) {
        double value = 1;
        double c = 1;
        double d = 0;
        for (int i = 1; i <= FRACTIONS; i++) {
            int m = i / 2;
            double numerator = i % 2 == 0
                    ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
                    : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / away(1 + numerator * d);
            c = away(1 + numerator / c);
            value *= c * d;
            if (Math.abs(c * d - 1) < 1e-15) {
                return value;
            }
        }
        throw new ArithmeticException("incomplete beta function of " + a + " and " + b + " at " + x + " diverged");
    }

    private static double away(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }

    /** ln Γ(x) for x > ½, by Lanczos' approximation. */
    private static double logGamma(double x) {
        double sum = LANCZOS[0];
        for (int i = 1; i < LANCZOS.length; i++) {
            sum += LANCZOS[i] / (x - 1 + i);
        }
        double t = x + 6.5;
        return Math.log(Math.sqrt(2 * Math.PI) * sum) + (x - 0.5) * Math.log(t) - t;
    }
}
