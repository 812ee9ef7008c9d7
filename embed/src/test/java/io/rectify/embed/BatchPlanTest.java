package io.rectify.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchPlanTest {
    @ParameterizedTest
    @CsvSource({"1,false", "7,false", "7,true", "100,true", "1000,false"})
    void everyTextWithATokenIsInOneBatch(int batchSize, boolean equalLengths) {
        Random random = new Random(5);
        List<Tokens> texts = IntStream.range(0, 300)
                .mapToObj(i -> new Tokens(new int[random.nextInt(12)], new int[0], false))
                .toList();
        BatchPlan plan = new BatchPlan(texts.stream().mapToInt(Tokens::length).toArray(), batchSize, equalLengths);

        Set<Integer> seen = new HashSet<>();
        int position = 0;
        int previous = Integer.MAX_VALUE;
        long work = 0;
        for (int b = 0; b < plan.batches().size(); b++) {
            BatchPlan.Batch batch = plan.batches().get(b);
            assertThat(batch.from()).isEqualTo(position);
            assertThat(plan.batchAt(position)).isEqualTo(b);
            assertThat(batch.to() - batch.from()).isBetween(1, batchSize);
            int longest = texts.get(plan.row(batch.from())).length();
            for (; position < batch.to(); position++) {
                int length = texts.get(plan.row(position)).length();
                assertThat(length).isBetween(equalLengths ? longest : 1, previous);
                assertThat(seen.add(plan.row(position))).isTrue();
                previous = length;
                work += longest;
            }
            assertThat(batch.work()).isEqualTo(work);
        }
        assertThat(seen)
                .hasSize((int) texts.stream().filter(text -> text.length() > 0).count());
        assertThat(plan.size()).isEqualTo(seen.size());
        assertThat(plan.work()).isEqualTo(work);
        assertThat(plan.batchAt(plan.size())).isEqualTo(plan.batches().size());
    }
}
