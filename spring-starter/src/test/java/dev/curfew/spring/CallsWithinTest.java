package dev.curfew.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallsWithinTest {

    private final List<String> ended = new ArrayList<>();

    private void begin(String name) {
        CallsWithin.add(() -> ended.add(name));
    }

    @Test
    void whatWasBegunWithinAWaitEndsWithIt() {
        CallsWithin within = CallsWithin.begin();
        begin("one");
        begin("two");
        within.leave(true);
        assertThat(ended).containsExactly("one", "two");
    }

    @Test
    void whatWasAnsweredIsLeftAlone() {
        CallsWithin within = CallsWithin.begin();
        begin("one");
        within.leave(false);
        assertThat(ended).isEmpty();
    }

    @Test
    void waitWithinAWaitEndsItsOwnAlone() {
        CallsWithin outer = CallsWithin.begin();
        begin("outer");
        CallsWithin inner = CallsWithin.begin();
        begin("inner");
        inner.leave(true);
        begin("outer, later");
        assertThat(ended).containsExactly("inner");
        outer.leave(true);
        assertThat(ended).containsExactly("inner", "outer", "outer, later");
    }

    @Test
    void nothingIsKeptOutsideOfAWait() {
        CallsWithin.begin().leave(false);
        begin("none");
        CallsWithin.begin().leave(true);
        assertThat(ended).isEmpty();
    }
}
