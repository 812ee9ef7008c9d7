package io.rectify.report;

import java.util.List;

/**
 * The Gram matrix's spectrum and what steps of self-distillation keep of it.
 *
 * @param eigenvalues descending, not negative
 * @param filters none, one or several
 */
public record Spectrum(List<Double> eigenvalues, List<Filter> filters) {
    /**
     * @throws IllegalArgumentException if there are no eigenvalues, they do not descend or are negative, or a filter has
     *     another number of values
     */
    public Spectrum {
        eigenvalues = List.copyOf(eigenvalues);
        filters = List.copyOf(filters);
        Require.notEmpty("eigenvalues", eigenvalues);
        double previous = Double.POSITIVE_INFINITY;
        for (double value : eigenvalues) {
            Require.notNegative("eigenvalue", value);
            if (value > previous) {
                throw new IllegalArgumentException("eigenvalues must descend but " + value + " follows " + previous);
            }
            previous = value;
        }
        for (Filter filter : filters) {
            Require.sameSize("filter " + filter.name(), filter.kept().size(), "eigenvalues", eigenvalues.size());
        }
        Require.distinct("filters", filters.stream().map(Filter::name).toList());
    }

    /**
     * What is kept of each eigen-direction.
     *
     * @param name for example {@code step 2}
     * @param kept share kept per eigenvalue, in their order
     */
    public record Filter(String name, List<Double> kept) {
        /** @throws IllegalArgumentException if name is blank or a share is not between 0 and 1 */
        public Filter {
            Require.notBlank("name", name);
            kept = List.copyOf(kept);
            kept.forEach(value -> Require.share("kept", value));
        }
    }
}
