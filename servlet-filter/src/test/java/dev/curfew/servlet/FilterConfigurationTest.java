package dev.curfew.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.curfew.TimeoutPolicy;
import dev.curfew.servlet.docs.InitParams;
import jakarta.servlet.ServletException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the init-params mean, and which are refused. Messages that {@code docs/configuration.md} shows are proved by {@link
 * dev.curfew.servlet.docs.ConfigurationPageTest}.
 */
class FilterConfigurationTest {

    private static final String POLICY_KEYS = "timeout, warn-at, on-timeout, grace, status, retry-after, max-extension,"
            + " max-shield, max-abandoned, when-committed, when-debugging)";
    private static final String DURATION = " (expected: a duration with its unit, such as 30s, 1500ms, 2m or PT30S)";

    /** Each key with another value than its default. */
    private static final List<String> ALL = List.of(
            "timeout=45s",
            "warn-at=40s",
            "on-timeout=abort,cancel",
            "grace=1ms",
            "status=599",
            "retry-after=24h",
            "max-extension=0s",
            "max-shield=PT0.5S",
            "max-abandoned=1",
            "when-committed=break-off",
            "when-debugging=log");

    private static final String ALL_TOGETHER =
            " timeout=45s warn-at=40s on-timeout=log,cancel,abort grace=1ms status=599"
                    + " retry-after=24h max-extension=0s max-shield=500ms max-abandoned=1 when-committed=break-off when-debugging=log";

    private static UrlPatternResolver read(String... pairs) throws ServletException {
        return FilterConfiguration.read(InitParams.of(Arrays.asList(pairs))).resolver();
    }

    private static TimeoutPolicy policyAt(String path, String... pairs) throws ServletException {
        RoutePolicy found = read(pairs).resolve(Requests.get(path));
        return found == null ? null : found.policy();
    }

    /** Of a route for {@code /a}. */
    private static TimeoutPolicy routePolicy(String keys) throws ServletException {
        return policyAt("/a", "routes=/a " + keys);
    }

    private static void refused(String param, String message, String... pairs) {
        assertThatExceptionOfType(ServletException.class)
                .as(() -> Arrays.toString(pairs))
                .isThrownBy(() -> read(pairs))
                .withMessage("Filter curfew, init-param " + param + ": " + message)
                .withCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void filterWithoutInitParamsHasTheDefaults() throws Exception {
        RoutePolicy found = read().resolve(Requests.get("/a"));
        assertThat(found.policy())
                .isEqualTo(TimeoutPolicy.builder(Duration.ofSeconds(30)).build());
        assertThat(found.route()).isNull();
    }

    @Test
    void everyInitParamSetsItsValue() throws Exception {
        assertThat(policyAt("/a", ALL.toArray(String[]::new))).hasToString("policy=default" + ALL_TOGETHER);
    }

    @Test
    void everyKeyOfARouteSetsItsValue() throws Exception {
        assertThat(routePolicy(String.join(" ", ALL))).hasToString("policy=/a" + ALL_TOGETHER);
    }

    @Test
    void routeHasTheValuesOfTheFilterForKeysThatItDoesNotName() throws Exception {
        String[] pairs = {"routes=/a status=504\n/b", "status=599", "grace=3s", "on-timeout=abort"};
        assertThat(policyAt("/a", pairs))
                .hasToString(
                        "policy=/a timeout=30s warn-at=80% on-timeout=log,abort grace=3s status=504"
                                + " max-extension=5m max-shield=5s max-abandoned=1000 when-committed=answer when-debugging=enforce");
        assertThat(policyAt("/b", pairs).status()).isEqualTo(599);
        assertThat(policyAt("/c", pairs).status()).isEqualTo(599);
    }

    @Test
    void policyOfARouteIsCalledByItsPatternUnlessNamed() throws Exception {
        RoutePolicy named = read("routes=/a/* policy=reports").resolve(Requests.get("/a/b"));
        assertThat(named.policy().name()).isEqualTo("reports");
        assertThat(named.route()).isEqualTo("/a/*");
        RoutePolicy unnamed = read("routes=\"\" timeout=1s").resolve(Requests.get("/"));
        assertThat(unnamed.policy().name()).isEqualTo("\"\"");
        assertThat(unnamed.route()).isEqualTo("\"\"");
    }

    @Test
    void linesAreThoseOfAnIndentedXmlFile() throws Exception {
        String routes = "routes=\r\n    /a \t timeout=1s\r\n\r\n  \t\r\n    /b   timeout=2s  \r\n  ";
        assertThat(policyAt("/a", routes).timeout()).hasSeconds(1);
        assertThat(policyAt("/b", routes).timeout()).hasSeconds(2);
        assertThat(policyAt("/c", routes).timeout()).hasSeconds(30);
    }

    @Test
    void blanksAroundAnInitParamAndBetweenActionsAreThoseOfAnIndentedXmlFile() throws Exception {
        TimeoutPolicy policy =
                policyAt("/a", "enabled=\n true\n", "timeout=\n  5s\n", "on-timeout=\n  abort,\n  cancel\n");
        assertThat(policy.timeout()).hasSeconds(5);
        assertThat(policy).asString().contains("on-timeout=log,cancel,abort ");
    }

    @Test
    void filterThatIsOffWatchesOnlyRoutesThatSwitchItOn() throws Exception {
        String[] pairs = {"enabled=false", "timeout=9s", "routes=/on enabled=true\n/off enabled=false\n/plain grace=1s"
        };
        assertThat(policyAt("/on", pairs).timeout()).hasSeconds(9);
        assertThat(policyAt("/off", pairs)).isNull();
        assertThat(policyAt("/plain", pairs)).isNull();
        assertThat(policyAt("/", pairs)).isNull();
        assertThat(policyAt("/", "enabled=false")).isNull();
    }

    @Test
    void filterThatIsOnWatchesAllButRoutesThatSwitchItOff() throws Exception {
        String[] pairs = {"enabled=true", "routes=/on enabled=true\n/off enabled=false\n/plain grace=1s"};
        assertThat(policyAt("/on", pairs)).isNotNull();
        assertThat(policyAt("/off", pairs)).isNull();
        assertThat(policyAt("/plain", pairs)).isNotNull();
        assertThat(policyAt("/", pairs)).isNotNull();
    }

    @Test
    void whatIsSwitchedOffIsCheckedAllTheSame() {
        refused(
                "status",
                "status: 200 (expected: 400 to 599; 503 and 504 are the usual ones)",
                "enabled=false",
                "status=200");
        refused("routes", "/a: status: 5xx (expected: a whole number)", "routes=/a enabled=false status=5xx");
    }

    @Test
    void methodsNarrowARoute() throws Exception {
        UrlPatternResolver resolver = read("routes=/a methods=POST,X-PURGE timeout=1s");
        assertThat(resolver.resolve(Requests.of("POST", "/a")).route()).isEqualTo("/a");
        assertThat(resolver.resolve(Requests.of("X-PURGE", "/a")).route()).isEqualTo("/a");
        assertThat(resolver.resolve(Requests.of("GET", "/a")).route()).isNull();
        assertThat(resolver.resolve(Requests.of("POST", "/b")).route()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"time-out", "Timeout", "methods", "policy", "name", "route", " timeout", ""})
    void unknownInitParamIsRefusedWithAllThatAreKnown(String key) {
        refused(
                key,
                key + " (expected: one of enabled, routes, inbound-trusted-networks, inbound-headers,"
                        + " inbound-queue-time-headers, inbound-floor, " + POLICY_KEYS,
                key + "=5s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"time-out", "Timeout", "method", "name", "routes", "Enabled"})
    void unknownKeyOfARouteIsRefusedWithAllThatAreKnown(String key) {
        refused(
                "routes",
                "/a: " + key + " (expected: one of enabled, methods, policy, " + POLICY_KEYS,
                "routes=/a " + key + "=5s");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "timeout       | PT-1S   | timeout: -1s (expected: > 0; use enabled=false to switch the filter off)",
                "timeout       | PT0S    | timeout: 0s (expected: > 0; use enabled=false to switch the filter off)",
                "timeout       | 86401s  | timeout: 86401s (expected: <= 24h; use enabled=false to switch the filter off)",
                "timeout       | 36500d  | timeout: 876000h (expected: <= 24h; use enabled=false to switch the filter off)",
                "timeout       | 999999999999999999s | timeout: 999999999999999999s (expected: <= 24h; use enabled=false to switch the filter off)",
                "warn-at       | 0%      | warn-at: 0% (expected: 1% to 99%; use off to have no warning)",
                "warn-at       | 101%    | warn-at: 101% (expected: 1% to 99%; use off to have no warning)",
                "warn-at       | -1s     | warn-at: -1s (expected: > 0; use off to have no warning)",
                "warn-at       | 25h     | warn-at: 25h (expected: <= 24h; use off to have no warning)",
                "warn-at       | never   | warn-at: never (expected: a whole percentage such as 80%, a duration such as 25s, or off)",
                "on-timeout    | Abort   | on-timeout: Abort (expected: any of log, cancel, interrupt, abort, comma-separated; 'Abort' is none of them)",
                "on-timeout    | log,,abort | on-timeout: log,,abort (expected: any of log, cancel, interrupt, abort, comma-separated; '' is none of them)",
                "on-timeout    | abort;log  | on-timeout: abort;log (expected: any of log, cancel, interrupt, abort, comma-separated; 'abort;log' is none of them)",
                "on-timeout    | none    | on-timeout: none (expected: any of log, cancel, interrupt, abort, comma-separated; 'none' is none of them)",
                "grace         | -1s     | grace: -1s (expected: > 0; it is when a request that still runs is called stuck)",
                "grace         | 25h     | grace: 25h (expected: <= 24h; it is when a request that still runs is called stuck)",
                "status        | 399     | status: 399 (expected: 400 to 599; 503 and 504 are the usual ones)",
                "status        | 600     | status: 600 (expected: 400 to 599; 503 and 504 are the usual ones)",
                "status        | -503    | status: -503 (expected: 400 to 599; 503 and 504 are the usual ones)",
                "status        | 5xx     | status: 5xx (expected: a whole number)",
                "status        | 99999999999 | status: 99999999999 (expected: a whole number)",
                "retry-after   | -1s     | retry-after: -1s (expected: >= 0; leave it out to send no Retry-After header)",
                "retry-after   | 25h     | retry-after: 25h (expected: <= 24h; leave it out to send no Retry-After header)",
                "max-extension | 25h     | max-extension: 25h (expected: <= 24h; 0s allows no extension)",
                "max-shield    | 25h     | max-shield: 25h (expected: <= 24h; 0s gives shielded sections no time)",
                "max-abandoned | -1      | max-abandoned: -1 (expected: >= 1; use a large number to refuse no request)",
                "max-abandoned | 1e3     | max-abandoned: 1e3 (expected: a whole number)",
                "when-committed | none   | when-committed: none (expected: answer or break-off)",
                "when-debugging | LOG    | when-debugging: LOG (expected: enforce or log)",
                "when-debugging | false  | when-debugging: false (expected: enforce or log)",
                "enabled       | TRUE    | enabled: TRUE (expected: true or false)",
                "enabled       | 0       | enabled: 0 (expected: true or false)",
            })
    void badValueIsRefusedInTheFilterAndInARoute(String key, String value, String message) {
        refused(key, message, key + "=" + value);
        refused("routes", "/a: " + message, "routes=/a " + key + "=" + value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"timeout", "grace", "retry-after", "max-extension", "max-shield"})
    void whatIsNoDurationIsRefusedWhereverOneIsExpected(String key) {
        for (String value : List.of("30", "soon", "1.5s", "5S", "1m30s", "PT", "--5s", "5s;", "999999999999999999d")) {
            refused(key, key + ": " + value + DURATION, key + "=" + value);
            refused("routes", "/a: " + key + ": " + value + DURATION, "routes=/a " + key + "=" + value);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "timeout        | (expected: a duration with its unit, such as 30s, 1500ms, 2m or PT30S)",
                "warn-at        | (expected: a whole percentage such as 80%, a duration such as 25s, or off)",
                "on-timeout     | (expected: any of log, cancel, interrupt, abort, comma-separated; '' is none of them)",
                "grace          | (expected: a duration with its unit, such as 30s, 1500ms, 2m or PT30S)",
                "status         | (expected: a whole number)",
                "retry-after    | (expected: a duration with its unit, such as 30s, 1500ms, 2m or PT30S)",
                "max-extension  | (expected: a duration with its unit, such as 30s, 1500ms, 2m or PT30S)",
                "max-shield     | (expected: a duration with its unit, such as 30s, 1500ms, 2m or PT30S)",
                "max-abandoned  | (expected: a whole number)",
                "when-committed | (expected: answer or break-off)",
                "when-debugging | (expected: enforce or log)",
                "enabled        | (expected: true or false)",
            })
    void emptyValueIsNotTheDefault(String key, String expected) {
        refused(key, key + ":  " + expected, key + "=");
        refused("routes", "/a: " + key + ":  " + expected, "routes=/a " + key + "=");
    }

    @Test
    void warningThatNeverComesIsRefused() {
        String message = "warn-at: 40s (expected: < the timeout, which is %s; use a percentage, or off)";
        refused("timeout and warn-at", message.formatted("40s"), "timeout=40s", "warn-at=40s");
        refused("timeout and warn-at", message.formatted("35s"), "warn-at=40s", "timeout=35s");
        refused("timeout and warn-at", message.formatted("30s"), "warn-at=40s");
        refused("routes", "/a: " + message.formatted("35s"), "routes=/a timeout=35s warn-at=40s");
    }

    @Test
    void warningOfTheFilterThatNeverComesOnARouteIsRefusedWithBothNames() {
        refused(
                "routes",
                "/a: warn-at: 25s (expected: < the timeout, which is 25s; use a percentage, or off);"
                        + " warn-at is that of the filter, timeout that of the route",
                "warn-at=25s",
                "routes=/a timeout=25s");
        refused(
                "routes",
                "/a: warn-at: 30s (expected: < the timeout, which is 30s; use a percentage, or off);"
                        + " timeout is that of the filter, warn-at that of the route",
                "routes=/a warn-at=30s");
    }

    @Test
    void shareOfTheTimeoutFollowsTheRoutesTimeout() throws Exception {
        TimeoutPolicy policy = policyAt("/a", "warn-at=99%", "timeout=24h", "routes=/a timeout=1ms");
        assertThat(policy).asString().startsWith("policy=/a timeout=1ms warn-at=99% ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST,post   | POST,post (expected: methods in upper case, such as GET,POST)",
                "get         | get (expected: methods in upper case, such as GET,POST)",
                "GET;POST    | GET;POST (expected: methods in upper case, such as GET,POST)",
                "GET,        | GET, (expected: methods in upper case, such as GET,POST)",
                ",GET        | ,GET (expected: methods in upper case, such as GET,POST)",
                "''          | ' (expected: methods in upper case, such as GET,POST)'",
                "*           | * (expected: methods in upper case, such as GET,POST)",
                "GET,PUT,GET | GET,PUT,GET (expected: each method once; remove the second GET)",
            })
    void badMethodsAreRefused(String methods, String message) {
        refused("routes", "/a: methods: " + message, "routes=/a methods=" + methods);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/a timeout                   | /a: timeout (expected: key=value pairs, without blanks inside)",
                "/a =5s                       | /a: =5s (expected: key=value pairs, without blanks inside)",
                "/a timeout = 5s              | /a: timeout (expected: key=value pairs, without blanks inside)",
                "/a timeout=5s, grace=5s      | /a: timeout: 5s, (expected: a duration with its unit, such as 30s, 1500ms, 2m or PT30S)",
                "/a on-timeout=abort, cancel  | /a: cancel (expected: key=value pairs, without blanks inside)",
                "/a timeout==5s               | /a: timeout: =5s (expected: a duration with its unit, such as 30s, 1500ms, 2m or PT30S)",
                "/a /b timeout=5s             | /a: /b (expected: key=value pairs, without blanks inside)",
                "/a policy=                   | /a: policy: '' (expected: a name; leave it out for the default)",
                "/a grace=1s grace=1s         | /a: grace (expected: each key once; remove the second)",
                "/a methods=GET methods=PUT   | /a: methods (expected: each key once; remove the second)",
                "/a enabled=true enabled=true | /a: enabled (expected: each key once; remove the second)",
                "/a policy=b policy=c         | /a: policy (expected: each key once; remove the second)",
                "timeout=5s                   | timeout=5s (expected: a URL pattern: /exact, /prefix/*, *.ext, \"\" for the root alone, or / for the rest)",
                "/a* timeout=5s               | /a* (expected: a URL pattern: /exact, /prefix/*, *.ext, \"\" for the root alone, or / for the rest)",
            })
    void malformedRouteIsRefused(String line, String message) {
        refused("routes", message, "routes=" + line);
        refused("routes", message, "routes=/ok timeout=5s\n" + line + "\n/fine timeout=5s");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/a                  | /a timeout=5s",
                "/a timeout=5s       | /a timeout=5s",
                "/a enabled=false    | /a",
                "/a methods=GET      | /a methods=GET",
                "/a methods=GET,POST | /a methods=PUT,POST",
            })
    void patternThatTwoLinesHaveForAMethodIsRefused(String first, String second) {
        String message = "/a (expected: each pattern once for a method; remove the second line)";
        refused("routes", message, "routes=" + first + "\n" + second);
        refused("routes", message, "routes=" + second + "\n/b\n" + first);
    }

    @Test
    void patternsThatDifferForEachMethodAreNoDuplicates() throws Exception {
        assertThat(read("routes=/a\n/a methods=GET\n/a methods=PUT,POST\n/a/\n/a/*\n/\n\"\""))
                .isNotNull();
    }
}
