package dev.curfew;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which stripe a thread's requests are in. */
class RegistryTest {

    private final Registry registry = new Registry(2);

    private Stream<Timeline> stripes(long from, long to, boolean virtual) {
        return LongStream.range(from, to).mapToObj(id -> registry.stripe(id, virtual));
    }

    @Test
    void virtualThreadsOfARunShareAStripe() {
        assertThat(stripes(640, 704, true).distinct()).hasSize(1);
    }

    @Test
    void runsAreSpreadOverAllStripes() {
        assertThat(stripes(0, 64 * 1000, true).distinct()).hasSize(registry.timelines().length);
    }

    @Test
    void platformThreadsAreSpreadOneByOne() {
        assertThat(stripes(640, 704, false).distinct()).hasSizeGreaterThan(8);
    }

    @Test
    void stripeThatIsInUseIsLeftToWhoUsesIt() {
        Timeline ofRun = registry.stripe(640, true);
        ofRun.lock();
        assertThat(stripes(640, 704, true).distinct()).hasSizeGreaterThan(8);
        ofRun.unlock();
        assertThat(registry.stripe(640, true)).isSameAs(ofRun);
    }
}
