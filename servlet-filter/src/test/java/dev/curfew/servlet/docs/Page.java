package dev.curfew.servlet.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One page of the documentation. */
record Page(Path file, String text) {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** The repository's root: the parent of this module. */
    static Path root() {
        return Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();
    }

    static Page of(String path) {
        return of(root().resolve(path));
    }

    private static Page of(Path file) {
        return new Page(file, read(file));
    }

    static List<Page> all() {
        try (Stream<Path> files = Files.list(root().resolve("docs"))) {
            return Stream.concat(
                            Stream.of(root().resolve("README.md")),
                            files.filter(file -> file.toString().endsWith(".md"))
                                    .sorted())
                    .map(Page::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The code blocks of a language. */
    List<String> blocks(String language) {
        return BLOCK.matcher(text)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2).stripTrailing())
                .toList();
    }

    /** Where its links lead to. */
    List<String> links() {
        return prose().results(LINK);
    }

    /** What stands in backticks. */
    List<String> code() {
        return prose().results(CODE);
    }

    /** What can follow the {@code #} of a link to this page, as GitHub makes it from the headings. */
    Set<String> anchors() {
        return prose().results(HEADING).stream()
                .map(heading -> heading.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    /** The rows of all tables below a heading and before the next one; each a list of cells. */
    List<List<String>> rows(String heading, String firstColumn) {
        String section = text.substring(text.indexOf("\n" + heading + "\n") + heading.length() + 2);
        List<List<String>> rows = new ArrayList<>();
        boolean inside = false;
        for (String line : section.lines().toList()) {
            if (line.startsWith("#")) {
                break;
            }
            inside = line.startsWith("| " + firstColumn + " |") || (inside && line.startsWith("|"));
            if (inside && !line.startsWith("| " + firstColumn + " |") && !line.startsWith("|---")) {
                rows.add(cells(line));
            }
        }
        return rows;
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.substring(1, line.length() - 1).split(" \\| ", -1))
                .map(String::strip)
                .toList();
    }

    /** What stands in backticks in a cell. */
    static List<String> code(String cell) {
        return CODE.matcher(cell).results().map(match -> match.group(1)).toList();
    }

    private Prose prose() {
        return new Prose(BLOCK.matcher(text).replaceAll(""));
    }

    private record Prose(String text) {

        List<String> results(Pattern pattern) {
            return pattern.matcher(text)
                    .results()
                    .map((MatchResult match) -> match.group(1))
                    .toList();
        }
    }

    @Override
    public String toString() {
        return root().relativize(file).toString();
    }
}
