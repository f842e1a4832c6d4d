package dev.curfew.http;

import static dev.curfew.http.HeaderFormat.GRPC;
import static dev.curfew.http.HeaderFormat.MALFORMED;
import static dev.curfew.http.HeaderFormat.MILLIS;
import static dev.curfew.http.HeaderFormat.MILLIS_OR_ISO;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderFormatTest {

    @ParameterizedTest
    @CsvSource({
        "2H, PT2H",
        "3M, PT3M",
        "5S, PT5S",
        "800m, PT0.8S",
        "250000u, PT0.25S",
        "7n, PT0.000000007S",
        "00000001S, PT1S",
        "99999999n, PT0.099999999S",
        "99999999H, PT24H",
        "25H, PT24H"
    })
    void grpcHasDigitsAndAUnit(String text, Duration expected) {
        assertThat(GRPC.nanosOf(text)).isEqualTo(expected.toNanos());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "S",
                "5",
                "5s",
                "5h",
                "5N",
                "0S",
                "00000000n",
                "-5S",
                "+5S",
                "5.5S",
                " 5S",
                "5S ",
                "5 S",
                "123456789S",
                "5SS",
                "5ms",
                "0x5S",
                "٥S",
                "S5"
            })
    void malformedGrpcTimeoutsAreNone(String text) {
        assertThat(GRPC.nanosOf(text)).isEqualTo(MALFORMED);
    }

    @ParameterizedTest
    @CsvSource({"1, PT0.001S", "800, PT0.8S", "0000800, PT0.8S", "86400000, PT24H", "999999999999999999, PT24H"})
    void millisecondsAreDigitsAlone(String text, Duration expected) {
        assertThat(MILLIS.nanosOf(text)).isEqualTo(expected.toNanos());
        assertThat(MILLIS_OR_ISO.nanosOf(text)).isEqualTo(expected.toNanos());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "000",
                "-1",
                "+1",
                "1.5",
                "1e3",
                " 1",
                "1 ",
                "800ms",
                "1,2",
                "0x10",
                "NaN",
                "٣",
                "9223372036854775808",
                "1000000000000000000"
            })
    void malformedMillisecondsAreNone(String text) {
        assertThat(MILLIS.nanosOf(text)).isEqualTo(MALFORMED);
        assertThat(MILLIS_OR_ISO.nanosOf(text)).isEqualTo(MALFORMED);
    }

    @Test
    void millisecondsOfEnvoyAreNoIsoDuration() {
        assertThat(MILLIS.nanosOf("PT1S")).isEqualTo(MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PT1S",
                "PT1.5S",
                "PT1,5S",
                "PT0.000000001S",
                "PT5.S",
                "pt1m30s",
                "PT2H",
                "PT1H2M3.4S",
                "P1DT0H",
                "P0DT1M",
                "P1D",
                "PT000001S",
                "PT1H0S"
            })
    void isoDurationsAreReadAsJavaDoes(String text) {
        assertThat(MILLIS_OR_ISO.nanosOf(text))
                .isEqualTo(Duration.parse(text).toNanos())
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"P2D", "PT25H", "PT999999999999999999S", "P999999999999999999DT999999999999999999H"})
    void longerThanAnyTimeoutIsTheLongest(String text) {
        assertThat(MILLIS_OR_ISO.nanosOf(text)).isEqualTo(Duration.ofHours(24).toNanos());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "P",
                "PT",
                "P1DT",
                "PT0S",
                "P0D",
                "-PT1S",
                "PT-1S",
                "PT+1S",
                "P-1D",
                "PT1.5H",
                "PT1",
                "PTS",
                "PT.5S",
                "PT1S1S",
                "PT1S1M",
                "P1H",
                "PT1D",
                "PTT1S",
                "P1S",
                "PT1.0000000001S",
                "P1Y",
                "P1W",
                "PT1S ",
                "PT9999999999999999999S"
            })
    void malformedIsoDurationsAreNone(String text) {
        assertThat(MILLIS_OR_ISO.nanosOf(text)).isEqualTo(MALFORMED);
    }

    @Test
    void nameTellsTheFormat() {
        assertThat(List.of(
                        "grpc-timeout",
                        "Grpc-Timeout",
                        "X-Envoy-Expected-Rq-Timeout-Ms",
                        "X-Request-Deadline",
                        "x-own"))
                .extracting(HeaderFormat::of)
                .containsExactly(GRPC, GRPC, MILLIS, MILLIS_OR_ISO, MILLIS_OR_ISO);
    }
}
