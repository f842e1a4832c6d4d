package dev.curfew.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class RouteMethodsTest {

    @Test
    void withoutNamesItIsForAll() {
        RouteMethods all = RouteMethods.of(List.of());

        assertThat(all.isAll()).isTrue();
        assertThat(all.contains("GET")).isTrue();
        assertThat(all).hasToString("");
    }

    @Test
    void withNamesItIsForThese() {
        RouteMethods some = RouteMethods.of(List.of("POST", "GET"));

        assertThat(some.isAll()).isFalse();
        assertThat(some.contains("GET")).isTrue();
        assertThat(some.contains("PUT")).isFalse();
        assertThat(some).hasToString("GET,POST");
    }

    @Test
    void routesClashOnlyWhereNeitherGoesBeforeTheOther() {
        RouteMethods all = RouteMethods.of(List.of());
        RouteMethods get = RouteMethods.of(List.of("GET"));

        assertThat(all.clashWith(RouteMethods.of(List.of()))).isTrue();
        assertThat(all.clashWith(get)).isFalse();
        assertThat(get.clashWith(all)).isFalse();
        assertThat(get.clashWith(RouteMethods.of(List.of("PUT", "GET")))).isTrue();
        assertThat(get.clashWith(RouteMethods.of(List.of("PUT")))).isFalse();
    }

    @Test
    void aMethodNamedTwiceIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RouteMethods.of(List.of("GET", "PUT", "GET")))
                .withMessage("GET,PUT,GET (expected: each method once; remove the second GET)");
    }
}
