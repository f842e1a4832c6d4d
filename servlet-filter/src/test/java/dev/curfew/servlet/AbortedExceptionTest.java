package dev.curfew.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class AbortedExceptionTest {

    @Test
    void isFoundBehindOthers() {
        IOException aborted = new AbortedException("abc-1");
        assertThat(AbortedException.causes(aborted)).isTrue();
        assertThat(AbortedException.causes(new IllegalStateException(new IOException(aborted))))
                .isTrue();
        assertThat(AbortedException.causes(new IOException("another"))).isFalse();
        assertThat(AbortedException.causes(null)).isFalse();
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void causesThatGoInACircleComeToAnEnd() {
        Exception first = new Exception("first");
        first.initCause(new Exception("second", first));
        assertThat(AbortedException.causes(first)).isFalse();
    }
}
