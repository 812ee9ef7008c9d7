package io.rectify.select;

import io.rectify.data.Preprocessing;
import io.rectify.distill.Method;
import io.rectify.distill.Refinement;
import io.rectify.probe.SoftmaxProbe;
import java.util.List;
import java.util.Locale;

/**
 * One way of training.
 *
 * @param preprocessing what is done to features first
 * @param intercept whether probes have an unpenalised intercept
 * @param method what follows the teacher
 * @param parameters of the method
 * @param teacherKappa κ of the teacher
 * @param studentKappa κ of the students; that of the teacher for methods in closed form
 */
public record Candidate(
        Preprocessing.Scheme preprocessing,
        boolean intercept,
        Method method,
        Method.Parameters parameters,
        double teacherKappa,
        double studentKappa) {
    /** @throws IllegalArgumentException if a κ is not positive, or a closed form has two of them or an intercept */
    public Candidate {
        if (!(teacherKappa > 0) || !(studentKappa > 0)) {
            throw new IllegalArgumentException(
                    "kappa must be positive but is " + teacherKappa + " and " + studentKappa);
        }
        if (method.closedForm() && (teacherKappa != studentKappa || intercept)) {
            throw new IllegalArgumentException("method " + method + " has one kappa for all steps and no intercept");
        }
    }

    /** The refinements that follow the teacher. */
    public List<Refinement> plan() {
        return method.plan(parameters);
    }

    /** How the teacher is fitted: the options with this candidate's intercept and κ. */
    public SoftmaxProbe.Options teacher(SoftmaxProbe.Options probe) {
        return probe.withIntercept(intercept).withKappa(teacherKappa);
    }

    /** How the students are fitted. */
    public SoftmaxProbe.Options students(SoftmaxProbe.Options probe) {
        return probe.withIntercept(intercept).withKappa(studentKappa);
    }

    /** How much there is to this way of training, for breaking ties towards the simpler: 0 for the teacher alone. */
    public int complexity() {
        int students = method.closedForm() ? 1 : plan().size();
        return students == 0 ? 0 : 2 * students + (teacherKappa == studentKappa ? 0 : 1);
    }

    /** Whether this is the teacher alone. */
    public boolean teacherAlone() {
        return complexity() == 0;
    }

    @Override
    public String toString() {
        String kappas = teacherKappa == studentKappa
                ? String.format(Locale.ROOT, "%.4g", teacherKappa)
                : String.format(Locale.ROOT, "%.4g, student %.4g", teacherKappa, studentKappa);
        String scheme = preprocessing == Preprocessing.Scheme.CENTRE_NORMALISE ? "" : ", " + preprocessing;
        return method + detail() + ", kappa " + kappas + scheme + (intercept ? ", intercept" : "");
    }

    private String detail() {
        return switch (method) {
            case SD, SPECTRAL -> " of " + parameters.rounds() + (parameters.rounds() == 1 ? " round" : " rounds");
            case TOP2, TOP2_GCE -> parameters.topK() == 2 ? "" : " with top " + parameters.topK();
            case MIX -> String.format(Locale.ROOT, " of xi %.2g", parameters.xi());
            default -> "";
        };
    }
}
