package dev.curfew.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueueStartTest {

    private static final long NOW_MICROS = 1_763_740_002_500_000L;

    private static long queuedNanos(String text) {
        return QueueStart.queuedNanos(text, NOW_MICROS);
    }

    @ParameterizedTest
    @CsvSource({
        // Heroku
        "1763740001300, PT1.2S",
        // nginx
        "t=1763740001.300, PT1.2S",
        "1763740001.3, PT1.2S",
        // Apache, F5
        "t=1763740001300000, PT1.2S",
        "1763740001300001, PT1.199999S",
        // HAProxy
        "t=1763740001300, PT1.2S",
        "t=1763740001300456, PT1.199544S",
        "t=17637400014711, PT1.495289S",
        "t=176374000112345, PT1.487655S",
        "t=17637400015, PT1.499995S",
        "t=176374000199, PT1.499901S",
        // nanoseconds
        "1763740001300000999, PT1.2S"
    })
    void digitsTellTheUnit(String text, Duration queued) {
        assertThat(queuedNanos(text)).isEqualTo(queued.toNanos());
    }

    @ParameterizedTest
    @CsvSource({"t=1763740001, PT0.500001S", "t=1763740002, PT0S", "1763739999, PT2.500001S"})
    void wholeSecondsChargeNoPartOfASecondThatMayNotHavePassed(String text, Duration queued) {
        assertThat(queuedNanos(text)).isEqualTo(queued.toNanos());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1763740002500",
                "1763740002501",
                "t=1763740003",
                "1763740062.5",
                "t=1763740602499999",
                "1763740602500"
            })
    void startThatLiesAheadIsNow(String text) {
        assertThat(queuedNanos(text)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1763739402.499", "1763739402499", "1763740602.501", "1000000000", "9999999999", "0000000000"})
    void startFartherAwayThanTenMinutesIsAWrongClock(String text) {
        assertThat(queuedNanos(text)).isEqualTo(HeaderFormat.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1763739402.5", "1763739402500"})
    void tenMinutesAreStillBelieved(String text) {
        assertThat(queuedNanos(text)).isEqualTo(TimeUnit.MINUTES.toNanos(10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "t=",
                "t",
                "=1763740001300",
                "T=1763740001300",
                "t=t=1763740001300",
                "-1763740001300",
                "+1763740001300",
                "1763740001.",
                "1763740001.3.3",
                "1763740001.1234567890",
                "1763740001,3",
                "1763740001300.5",
                "1763740001e3",
                " 1763740001300",
                "1763740001300 ",
                "1763740001300, 1763740001300",
                "12",
                "123456789",
                "17637400013000001",
                "176374000130000012",
                "17637400013000000001",
                "06/Feb/2009:12:14:14.655",
                "1763740001.-5",
                "١٧٦٣٧٤٠٠٠١"
            })
    void malformedStartsAreNone(String text) {
        assertThat(queuedNanos(text)).isEqualTo(HeaderFormat.MALFORMED);
    }
}
