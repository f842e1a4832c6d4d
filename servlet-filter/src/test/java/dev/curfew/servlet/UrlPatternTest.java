package dev.curfew.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servlet 6.0 §12.1 and §12.2. */
class UrlPatternTest {

    /** The most specific first. */
    private static final List<String> BY_PRECEDENCE = List.of(
            "/foo/bar", "/foo", "\"\"", "/foo/bar/*", "/bar/*", "/foo/*", "/*", "*.tar.gz", "*.pdf", "*.gz", "/");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/foo         | /foo         | / // /foo/ /foo// //foo /foo/bar /foobar /fo /Foo /foo.pdf",
                "/foo/        | /foo/        | / /foo /foo// /foo/bar",
                "/foo/bar.pdf | /foo/bar.pdf | /foo /foo/ /foo/bar.pdf/ /foo//bar.pdf /bar.pdf",
                "/foo//bar    | /foo//bar    | /foo/bar /foo/",
            })
    void exactPatternMatchesItselfAlone(String pattern, String matching, String others) {
        matches(pattern, matching, others);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/foo/*      | /foo /foo/ /foo// /foo//bar /foo/bar /foo/bar.pdf /foo/bar/baz | / // /foobar /foo.pdf /fo /Foo/ //foo /bar/foo",
                "/foo/bar/*  | /foo/bar /foo/bar/ /foo/bar/baz                                | /foo /foo/ /foo/barbaz /foo//bar /foo/bar.pdf",
                "/foo.bar/*  | /foo.bar /foo.bar/baz                                          | /fooxbar /foo/bar",
                "/*          | / // /foo /foo/ /foo/bar.pdf /foobar                           |",
            })
    void prefixEndsAtTheEndOfASegment(String pattern, String matching, String others) {
        matches(pattern, matching, others);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*.pdf    | /a.pdf /foo/bar.pdf /foo/.pdf /.pdf /a.b.pdf /a.pdf.pdf //a.pdf | / /pdf /foo/pdf /a.PDF /a.pdfx /a.pdf.txt /a.pdf/ /a.pdf/b /a.pdf/b.txt",
                "*.tar.gz | /a.tar.gz /foo/.tar.gz                                          | /a.gz /tar.gz /a.tar /a.tar/b.gz",
            })
    void extensionIsThatOfTheLastSegment(String pattern, String matching, String others) {
        matches(pattern, matching, others);
    }

    @Test
    void twoQuotesAreTheContextRootAlone() {
        matches("\"\"", "/", "// /foo /index.html /\"\"");
    }

    @Test
    void slashIsTheDefaultForEveryPath() {
        matches("/", "/ // /foo /foo/ /foo/bar.pdf /foobar", null);
    }

    private static void matches(String pattern, String matching, String others) {
        UrlPattern parsed = UrlPattern.parse(pattern);
        assertThat(paths(matching)).isNotEmpty().allMatch(parsed::matches, "matched by " + pattern);
        assertThat(paths(others)).noneMatch(parsed::matches);
        assertThat(parsed).hasToString(pattern);
    }

    private static List<String> paths(String text) {
        return text == null ? List.of() : List.of(text.split(" ", -1));
    }

    @Test
    void patternsAreWrittenDecoded() {
        assertThat(UrlPattern.parse("/caf\u00e9").matches("/caf\u00e9")).isTrue();
        assertThat(UrlPattern.parse("/caf%C3%A9").matches("/caf\u00e9")).isFalse();
        assertThat(UrlPattern.parse("/foo/*").matches("/foo/a b")).isTrue();
        assertThat(UrlPattern.parse("*.pdf").matches("/a;b?c.pdf")).isTrue();
    }

    @Test
    void moreSpecificPatternComesFirst() {
        List<UrlPattern> patterns =
                new ArrayList<>(BY_PRECEDENCE.stream().map(UrlPattern::parse).toList());
        for (int seed = 0; seed < 100; seed++) {
            Collections.shuffle(patterns, new Random(seed));
            Collections.sort(patterns);
            assertThat(patterns).extracting(UrlPattern::toString).containsExactlyElementsOf(BY_PRECEDENCE);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/             | \"\"       | \"\"",
                "/foo          | /foo       | /foo",
                "/foo/         | /foo/*     | /foo/*",
                "/foo/bar      | /foo/bar   | /foo/bar",
                "/foo/bar/     | /foo/bar/* | /foo/bar/*",
                "/foo/bar.pdf  | /foo/*     | /foo/*",
                "/foo/bar/a.gz | /foo/bar/* | /foo/bar/*",
                "/foobar       | /*         | /",
                "/foo.pdf      | /*         | *.pdf",
                "/a.tar.gz     | /*         | *.tar.gz",
                "/a.gz         | /*         | *.gz",
                "//            | /*         | /",
            })
    void firstMatchWithAndWithoutAPrefixForAll(String path, String withPrefixForAll, String without) {
        assertThat(firstMatch(BY_PRECEDENCE.stream(), path)).isEqualTo(withPrefixForAll);
        assertThat(firstMatch(BY_PRECEDENCE.stream().filter(each -> !each.equals("/*")), path))
                .isEqualTo(without);
    }

    private static String firstMatch(Stream<String> patterns, String path) {
        return patterns.map(UrlPattern::parse)
                .sorted()
                .filter(pattern -> pattern.matches(path))
                .findFirst()
                .orElseThrow()
                .toString();
    }

    @Test
    void patternsAreEqualByTheirText() {
        assertThat(UrlPattern.parse("/foo")).isEqualTo(UrlPattern.parse("/foo")).hasSameHashCodeAs("/foo");
        assertThat(UrlPattern.parse("/foo")).isNotEqualTo(UrlPattern.parse("/foo/"));
        assertThat(UrlPattern.parse("\"\"")).isNotEqualTo(UrlPattern.parse("/"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "foo",
                "foo/*",
                "reports.pdf",
                "http://localhost/foo",
                "*",
                "**",
                "*pdf",
                "*.",
                "*.p*f",
                "*.*",
                "*./",
                "*.foo/bar",
                "/foo*",
                "/f*o",
                "/**",
                "/foo/**",
                "/foo/*/",
                "/foo/*/*",
                "/foo/*/bar",
                "/foo/*.pdf",
                "/foo?a=b",
                "/foo;v=1",
                "/foo;v=1/*",
                "*.pdf;v=1",
                "/foo bar",
                "/foo\u00a0timeout=5s",
                "*.pdf\u00a0enabled=false",
                "/foo\u2028",
                "/foo\u0000",
                "\"",
                "''",
                "\"/foo\"",
                "\"\"/*",
            })
    void whatIsNoPatternIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UrlPattern.parse(text))
                .withMessage(
                        text
                                + " (expected: a URL pattern: /exact, /prefix/*, *.ext, \"\" for the root alone, or / for the rest)");
    }
}
