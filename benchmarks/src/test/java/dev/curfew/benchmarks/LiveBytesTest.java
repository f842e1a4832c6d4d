package dev.curfew.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Reference;
import org.junit.jupiter.api.Test;

class LiveBytesTest {

    private static final int MEGABYTES_8 = 8 * 1024 * 1024;

    @Test
    void allClassesCountButWhatFillsGaps() {
        String histogram = """
                 num     #instances         #bytes  class name (module)
                -------------------------------------------------------
                   1:        189888      296447544  [B (java.base@25.0.3)
                   2:         69383        9108136  [Ljdk.internal.vm.FillerElement; (java.base@25.0.3)
                   3:             2             32  jdk.internal.vm.FillerObject (java.base@25.0.3)
                   4:          4533         585824  java.lang.Class (java.base@25.0.3)
                Total        263806      306141536
                """;
        assertThat(LiveBytes.in(histogram)).isEqualTo(296447544 + 585824);
    }

    @Test
    void whatIsReachableCounts() {
        long before = LiveBytes.now();
        byte[] held = new byte[MEGABYTES_8];
        long meanwhile = LiveBytes.now();
        Reference.reachabilityFence(held);
        assertThat(meanwhile - before).isBetween(MEGABYTES_8 / 2L, MEGABYTES_8 * 2L);
    }
}
