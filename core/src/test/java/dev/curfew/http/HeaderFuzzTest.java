package dev.curfew.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.curfew.InFlightRequest;
import dev.curfew.ManualWatchdog;
import dev.curfew.RequestDescription;
import dev.curfew.TimeoutLimit;
import dev.curfew.TimeoutPolicy;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A million values that somebody might send, drawn from a seed. */
class HeaderFuzzTest {

    private static final int VALUES = 1_000_000;
    private static final int WARM = 10_000;
    private static final Duration TIMEOUT = Duration.ofMinutes(15);
    private static final Duration FLOOR = Duration.ofMillis(50);
    private static final Pattern GRPC = Pattern.compile("[0-9]{1,8}[HMSmun]");
    private static final long SEED = Long.getLong("curfew.seed", 20261121L);
    private static final long NOW_MILLIS = 1_763_740_002_500L;
    private static final long MOST_BYTES = 1024; // no copy of a long value; the VM itself takes a hundred now and then

    private static final String[] VALID = {
        "2H",
        "99999999n",
        "800m",
        "800",
        "86400000",
        "PT1.5S",
        "P1DT2H3M4.567S",
        "pt5m",
        "t=1763740001.300",
        "1763740001300",
        "t=1763740001300000",
        "17637400014711",
        "1763740001300000999"
    };
    private static final String ALPHABET = "0123456789HMSmunPTDptdhs.,=-+ eE\0\t\u00e9\u0665\ud83d";

    private final Random random = new Random(SEED);
    private final InboundDeadlines inbound = inbound();

    private static InboundDeadlines inbound() {
        InboundDeadlinesBuilder builder = InboundDeadlines.builder()
                .trustedNetworks("127.0.0.0/8")
                .queueTimeHeaders("x-request-start", "x-queue-start");
        builder.epochMillis = () -> NOW_MILLIS;
        return builder.build();
    }

    private String value() {
        return switch (random.nextInt(10)) {
            case 0 -> random(random.nextInt(12));
            case 1 -> digits(random.nextInt(25));
            case 2 -> digits(1 + random.nextInt(9)) + "HMSmun".charAt(random.nextInt(6));
            case 3 ->
                "t=" + digits(random.nextInt(22)) + (random.nextBoolean() ? "." + digits(random.nextInt(11)) : "");
            case 4 -> "PT" + digits(random.nextInt(20)) + "HMS".charAt(random.nextInt(3));
            case 5 -> digits(1 + random.nextInt(10)).repeat(1 + random.nextInt(2_000)); // absurdly long
            default -> mutated(VALID[random.nextInt(VALID.length)]);
        };
    }

    private String mutated(String valid) {
        StringBuilder text = new StringBuilder(valid);
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(text.length() + 1);
            switch (random.nextInt(3)) {
                case 0 -> text.insert(at, random(1));
                case 1 -> text.replace(at, Math.min(at + 1, text.length()), random(1));
                default -> text.delete(at, Math.min(at + 1, text.length()));
            }
        }
        return text.toString();
    }

    private String random(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    private String digits(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) ('0' + random.nextInt(10)));
        }
        return text.toString();
    }

    @Test
    void noValueThrowsOrLengthensADeadline() {
        TimeoutPolicy policy = TimeoutPolicy.builder(TIMEOUT).build();
        int read = 0;
        try (ManualWatchdog watchdog = new ManualWatchdog()) {
            InFlightRequest request = watchdog.watch(policy, RequestDescription.of("GET", "/"));
            for (int i = 0; i < VALUES; i++) {
                String value = value();
                TimeoutLimit limit = inbound.limitOf(name -> value, InetAddress::getLoopbackAddress);
                if (limit != null) {
                    read++;
                    assertThat(request.limit(limit)).as(value).isTrue();
                    assertThat(request.deadline().remaining()).as(value).isBetween(FLOOR, TIMEOUT);
                }
            }
        }
        System.out.println("seed=" + SEED + " values=" + VALUES + " read=" + read);
        assertThat(read).isBetween(VALUES / 10, VALUES * 9 / 10); // or else it tests only one half
    }

    @Test
    void noValueCostsMuch() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<InboundHeader> headers = List.of(
                InboundHeader.ofCaller("grpc-timeout"),
                InboundHeader.ofCaller("x-envoy-expected-rq-timeout-ms"),
                InboundHeader.ofCaller("x-request-deadline"),
                InboundHeader.ofQueue("x-request-start"));
        long most = 0;
        long longest = 0;
        for (int i = 0; i < VALUES; i++) {
            String value = value();
            for (InboundHeader header : headers) {
                long before = threads.getCurrentThreadAllocatedBytes();
                long nanos = header.nanosOf(value, NOW_MILLIS * 1000);
                long bytes = threads.getCurrentThreadAllocatedBytes() - before;
                most = i < WARM ? most : Math.max(most, bytes);
                longest = Math.max(longest, value.length());
                assertThat(nanos).as(value).isBetween(-1L, Duration.ofHours(24).toNanos());
            }
        }
        System.out.println("seed=" + SEED + " longest=" + longest + " bytes at most=" + most);
        assertThat(longest).isGreaterThan(10_000);
        assertThat(most).isLessThanOrEqualTo(MOST_BYTES);
    }

    @Test
    void eachValueIsReadAsAPlainReadingHasIt() {
        for (int i = 0; i < VALUES; i++) {
            String value = value();
            assertThat(HeaderFormat.GRPC.nanosOf(value) > 0)
                    .as(value)
                    .isEqualTo(GRPC.matcher(value).matches() && value.matches(".*[1-9].*"));
            assertThat(HeaderFormat.MILLIS_OR_ISO.nanosOf(value)).as(value).isEqualTo(plainly(value));
        }
    }

    private static long plainly(String value) {
        Duration duration = Duration.ZERO;
        if (value.matches("[0-9]{1,18}")) {
            duration = Duration.ofMillis(Long.parseLong(value));
        } else if (value.matches("(?i)P[0-9DTHMS.,]*") && !value.matches(".*[0-9]{19}.*")) {
            duration = parsed(value);
        }
        if (duration.isZero()) {
            return HeaderFormat.MALFORMED;
        }
        return duration.compareTo(TimeoutLimit.LONGEST) > 0 ? TimeoutLimit.LONGEST.toNanos() : duration.toNanos();
    }

    /** Zero where it is none; where it is too long for Java it is too long for us too. */
    private static Duration parsed(String value) {
        try {
            return Duration.parse(value);
        } catch (DateTimeParseException e) {
            return e.getCause() instanceof ArithmeticException ? TimeoutLimit.LONGEST : Duration.ZERO;
        }
    }
}
