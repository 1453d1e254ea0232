package atelier.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DataOrderTest {
    @Test
    void everyEpochShowsEveryPictureOnceAndInAnotherOrder() {
        DataOrder order = new DataOrder(3, 50);
        int[] first = order.at(0, 50);
        int[] second = order.at(50, 50);
        int[] sorted = IntStream.range(0, 50).toArray();
        assertThat(Arrays.stream(first).sorted().toArray()).isEqualTo(sorted);
        assertThat(Arrays.stream(second).sorted().toArray()).isEqualTo(sorted);
        assertThat(first).isNotEqualTo(second).isNotEqualTo(sorted);
    }

    @Test
    void aPositionHoldsTheSamePictureWhereverOneEnters() {
        int[] whole = new DataOrder(3, 7).at(0, 40);
        for (int first = 0; first < 40; first++) {
            int length = Math.min(5, 40 - first);
            assertThat(new DataOrder(3, 7).at(first, length))
                    .isEqualTo(Arrays.copyOfRange(whole, first, first + length));
        }
    }

    @Test
    void goingBackGivesTheSamePicturesAgain() {
        DataOrder order = new DataOrder(3, 7);
        int[] before = order.at(5, 4);
        order.at(30, 4);
        assertThat(order.at(5, 4)).isEqualTo(before);
    }

    @Test
    void anotherSeedGivesAnotherOrder() {
        assertThat(new DataOrder(3, 50).at(0, 50)).isNotEqualTo(new DataOrder(4, 50).at(0, 50));
    }

    @Test
    void aBatchLargerThanTheDataRunsThroughSeveralEpochs() {
        int[] batch = new DataOrder(3, 2).at(0, 6);
        assertThat(Arrays.stream(batch).filter(i -> i == 0).count()).isEqualTo(3);
    }
}
