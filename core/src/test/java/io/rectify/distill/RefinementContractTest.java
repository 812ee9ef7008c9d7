package io.rectify.distill;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.smooth.EntropyRegularisation;
import io.rectify.smooth.HandMadeTeacher;
import io.rectify.smooth.LabelSmoothing;
import io.rectify.smooth.RankSmoothing;
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

    @Nested
    class LabelSmoothed extends RefinementContract {
        LabelSmoothed() {
            super(new Refinement.Smoothed(new LabelSmoothing(0.2, LabelSmoothing.Spread.OTHERS)));
        }
    }

    @Nested
    class LabelSmoothedOverAll extends RefinementContract {
        LabelSmoothedOverAll() {
            super(new Refinement.Smoothed(new LabelSmoothing(0.2, LabelSmoothing.Spread.ALL)));
        }
    }

    @Nested
    class HandMade extends RefinementContract {
        HandMade() {
            super(new Refinement.Smoothed(new HandMadeTeacher(0.95, 5, 0.3)));
        }
    }

    @Nested
    class EntropyRegularised extends RefinementContract {
        EntropyRegularised() {
            super(new Refinement.Smoothed(new EntropyRegularisation(0.3)));
        }
    }

    @Nested
    class Ranked extends RefinementContract {
        Ranked() {
            super(new Refinement.Ranked(new RankSmoothing(0.3, 1)));
        }
    }

    @Nested
    class Prior extends RefinementContract {
        Prior() {
            super(new Refinement.Prior(1.05, 0.6, 3));
        }
    }
}
