package io.rectify.metrics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How two people agree beyond chance: κ = (p_o − p_e)/(1 − p_e), with the share p_o of things that both call the same, and p_e the same share
 * if each had named classes as often as he did, but at random.
 *
 * <p>Source: Cohen 1960, Educational and Psychological Measurement 20.
 */
public final class CohenKappa {
    private CohenKappa() {}

    /**
     * @param one what one person said of each thing
     * @param other what the other said of it
     * @return 1 for full agreement, 0 for that of chance; NaN if there is nothing to compare, or both said one and the same of all
     * @throws IllegalArgumentException if they did not judge the same number of things
     */
    public static double of(List<String> one, List<String> other) {
        if (one.size() != other.size()) {
            throw new IllegalArgumentException(
                    "one said " + one.size() + " things but the other " + other.size() + "; expected as many");
        }
        double n = one.size();
        double same = 0;
        Map<String, Integer> ofOne = new HashMap<>();
        Map<String, Integer> ofOther = new HashMap<>();
        for (int i = 0; i < one.size(); i++) {
            same += one.get(i).equals(other.get(i)) ? 1 : 0;
            ofOne.merge(one.get(i), 1, Integer::sum);
            ofOther.merge(other.get(i), 1, Integer::sum);
        }
        double chance = 0;
        for (Map.Entry<String, Integer> said : ofOne.entrySet()) {
            chance += said.getValue() / n * ofOther.getOrDefault(said.getKey(), 0) / n;
        }
        return (same / n - chance) / (1 - chance);
    }
}
