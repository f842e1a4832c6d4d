package dev.curfew.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ArgumentsTest {

    @Test
    void aJdkThatWasNotFoundIsWantedAllTheSame() {
        Arguments arguments = Arguments.parse("--quick", "--home", "17=/jdk", "--home", "25=", "--only", "floor,late");

        assertThat(arguments.mode()).isEqualTo(Mode.QUICK);
        assertThat(arguments.only()).containsExactly("floor", "late");
        assertThat(arguments.homes()).containsOnlyKeys(17, 25);
        assertThat(arguments.jdks()).containsExactly(new Jdk(17, Path.of("/jdk/bin/java")));
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        refused("--fast: unknown (expected: --quick, --page, --only, --home, --commit)", "--fast");
        refused("--only: nothing (expected: a value after it)", "--only");
        refused("--only: walk (expected: of " + String.join(",", Arguments.MEASURES) + ")", "--only", "floor,walk");
        refused("--home: 17 (expected: such as 17=/path, or 17= if not found)", "--home", "17");
        refused("--page: with others (expected: alone; it measures nothing)", "--page", "--quick");
        refused("--page: with others (expected: alone; it measures nothing)", "--only", "late", "--page");
        refused("--home: missing (expected: one for each JDK to measure on)", "--quick");
    }

    private static void refused(String message, String... arguments) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Arguments.parse(arguments))
                .withMessage(message);
    }
}
