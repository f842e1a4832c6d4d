package dev.curfew.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.TimeoutEvent;
import dev.curfew.TimeoutReport;
import dev.curfew.boot.SharedApps.Kind;
import dev.curfew.it.wire.RequestSpec;
import dev.curfew.it.wire.Response;

/** Deadlines and queue time in headers; the client's socket is at 127.0.0.1, whatever its headers say. */
final class InboundIT {

    private static final String DEADLINE = "x-request-deadline";
    private static final String START = "x-request-start";
    private static final String FORWARDED = "203.0.113.9";

    /** An app that believes the headers of these networks. */
    static AppBuilder trusting(Setup setup, String trusted) {
        return setup.app()
                .with("curfew.timeout", "30s")
                .with("curfew.on-timeout", "interrupt,abort")
                .with("curfew.inbound.trusted-networks", trusted)
                .with("curfew.inbound.queue-time-headers", "X-Request-Start");
    }

    private static RequestSpec get(String path) {
        return RequestSpec.get("/inbound/" + path);
    }

    private static Response answer(App app, RequestSpec request) {
        return app.send(request).await(App.PATIENCE);
    }

    private static long left(Response response) {
        assertThat(response.status()).as(response.toString()).isEqualTo(200);
        return Long.parseLong(response.text().split(" ")[1]);
    }

    private static String secondsAgo(int seconds) {
        return "t=" + (System.currentTimeMillis() - seconds * 1000L);
    }

    @EachApp(Kind.INBOUND)
    void callersShortenTheDeadlineOfEachPolicy(App app) {
        assertThat(left(answer(app, get("left")))).isBetween(10_001L, 30_000L);
        assertThat(left(answer(app, get("left").header(DEADLINE, "PT9S")))).isBetween(1L, 9_000L);
        assertThat(left(answer(app, get("longer").header(DEADLINE, "9000")))).isBetween(1L, 9_000L);
        assertThat(left(answer(app, get("longer").header(DEADLINE, "90000")))).isBetween(30_001L, 60_000L);
        assertThat(left(answer(app, get("shorter").header(DEADLINE, "20000")))).isBetween(1L, 10_000L);
        assertThat(left(answer(app, get("longer").header(START, secondsAgo(20)))))
                .isBetween(1L, 40_000L);
    }

    @EachApp(Kind.INBOUND)
    void handlerIsNotCalledWhereTheTimeOfItsOwnPolicyIsOver(App app) {
        int before = app.inbound().called();
        for (int i = 0; i < 10; i++) {
            Expect.timeoutAnswer(answer(app, get("shorter").header(START, secondsAgo(11))));
            Expect.timeoutAnswer(answer(app, get("left").header(START, secondsAgo(31))));
        }
        assertThat(app.inbound().called()).isEqualTo(before);
        TimeoutReport report = app.reports().await(TimeoutEvent.EXPIRED, "/inbound/shorter");
        assertThat(report.note()).contains("its time was over when it came");
        assertThat(report.context().get("queued")).startsWith("11.");
        assertThat(report.request().route()).isEqualTo("/inbound/shorter");
    }

    @EachApp(Kind.INBOUND)
    void malformedValuesAreCountedInTheMeters(App app) {
        assertThat(left(answer(app, get("left").header(DEADLINE, "soon")))).isGreaterThan(9_000);
        assertThat(app.answer("/actuator/prometheus").text())
                .contains("curfew_inbound_malformed_total{header=\"" + DEADLINE + "\"} 1.0");
    }

    @EachSetup
    void forwardedHeadersMakeNobodyTrusted(Setup setup) {
        for (String strategy : new String[] {"native", "framework"}) {
            AppBuilder builder = trusting(setup, "10.0.0.0/8").with("server.forward-headers-strategy", strategy);
            try (App app = builder.start(strategy)) {
                Response forged = answer(
                        app,
                        get("left")
                                .header("x-forwarded-for", "10.1.2.3")
                                .header("x-forwarded-proto", "https")
                                .header(DEADLINE, "9000"));
                assertThat(forged.text()).as(strategy).startsWith("10.1.2.3 ");
                assertThat(left(forged)).as(strategy).isGreaterThan(9_000);
            }
        }
    }

    @EachSetup
    void forwardedHeadersTakeTrustFromNobody(Setup setup) {
        for (String strategy : new String[] {"native", "framework"}) {
            AppBuilder builder = trusting(setup, "127.0.0.1").with("server.forward-headers-strategy", strategy);
            try (App app = builder.start(strategy)) {
                Response believed = answer(
                        app,
                        get("left")
                                .header("x-forwarded-for", FORWARDED)
                                .header("x-forwarded-proto", "https")
                                .header(DEADLINE, "9000"));
                assertThat(believed.text()).as(strategy).startsWith(FORWARDED + " ");
                assertThat(left(believed)).as(strategy).isBetween(1L, 9_000L);
            }
        }
    }
}
