package io.rectify.distill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contract, run for every refinement. */
class RefinementContractTest {
    @Test
    void everyRefinementIsTestedHere() throws ReflectiveOperationException {
        List<Class<?>> tested = new ArrayList<>();
        for (Class<?> nested : RefinementContractTest.class.getDeclaredClasses()) {
            RefinementContract contract = (RefinementContract)
                    nested.getDeclaredConstructor(RefinementContractTest.class).newInstance(this);
            tested.add(contract.refinement().getClass());
        }
        assertThat(tested).contains(Refinement.class.getPermittedSubclasses());
    }

    @Nested
    class Soften extends RefinementContract {
        Soften() {
            super(new Refinement.Soften(1));
        }
    }

    @Nested
    class SoftenCold extends RefinementContract {
        SoftenCold() {
            super(new Refinement.Soften(0.3));
        }
    }

    @Nested
    class SoftenHot extends RefinementContract {
        SoftenHot() {
            super(new Refinement.Soften(7));
        }
    }

    @Nested
    class TopK extends RefinementContract {
        TopK() {
            super(new Refinement.TopK(2));
        }
    }

    @Nested
    class TopKCandidates extends RefinementContract {
        TopKCandidates() {
            super(new Refinement.TopKCandidates(2, 0.7));
        }
    }

    @Nested
    class Harden extends RefinementContract {
        Harden() {
            super(new Refinement.Harden());
        }
    }

    @Nested
    class Mix extends RefinementContract {
        Mix() {
            super(new Refinement.Mix(0.6));
        }
    }

    @Nested
    class MixBeyondOne extends RefinementContract {
        MixBeyondOne() {
            super(new Refinement.Mix(1.5));
        }
    }

    @Nested
    class GroundTruth extends RefinementContract {
        GroundTruth() {
            super(new Refinement.GroundTruth(0.4, 4));
        }
    }

    @Nested
    class Consensus extends RefinementContract {
        Consensus() {
            super(new Refinement.Consensus());
        }
    }
}
