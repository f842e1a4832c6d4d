package dev.curfew.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The page of a run's results: the words of a template, and in place of each {@code {{…}}} what was measured. */
final class Page {

    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+) ?([^}]*)}}");

    private final Results results;
    private final Tables tables;
    private final Judgement judgement;

    private Page(Results results) {
        this.results = results;
        this.tables = new Tables(results);
        this.judgement = Judgement.of(results);
    }

    static String of(Results results) {
        Page page = new Page(results);
        return PLACE.matcher(template())
                .replaceAll(place -> Matcher.quoteReplacement(page.fill(place.group(1), place.group(2))));
    }

    private static String template() {
        try (InputStream stream = Page.class.getResourceAsStream("performance.md")) {
            return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String fill(String place, String argument) {
        return switch (place) {
            case "requirements" -> requirements();
            case "verdict" -> verdict();
            case "table" -> tables.of(argument);
            case "rivals" -> rivals();
            case "tasks" -> tasks();
            case "median" -> median(argument.split(" ", -1));
            case "conditions" -> conditions();
            case "failures" -> failures();
            case "aims" -> aims();
            default -> throw new IllegalArgumentException(place + ": no such place");
        };
    }

    private String requirements() {
        List<String> head = new ArrayList<>(List.of("What", "Must", "Aim"));
        List<Integer> jdks = List.copyOf(results.about().jdks().keySet());
        jdks.forEach(jdk -> head.add("JDK " + jdk));
        head.add("Verdict");
        List<List<String>> rows = new ArrayList<>();
        for (Judgement.Row row : judgement.rows()) {
            Requirement requirement = row.requirement();
            List<String> cells = new ArrayList<>(List.of(requirement.what(), requirement.must(), requirement.aim()));
            jdks.forEach(jdk -> cells.add(outcome(row, jdk)));
            cells.add(row.verdict().isMet() ? row.verdict().toString() : "**" + row.verdict() + "**");
            rows.add(cells);
        }
        return Tables.markdown(head, rows);
    }

    /** Says which JDK it was, where the verdict is not good. */
    private static String outcome(Judgement.Row row, int jdk) {
        Outcome outcome = row.outcomes().get(jdk);
        if (outcome == null) {
            return "not asked";
        }
        return outcome.verdict().isMet()
                ? outcome.found()
                : "**" + outcome.verdict() + "**" + (outcome.found().isEmpty() ? "" : ": " + outcome.found());
    }

    private String verdict() {
        long met =
                judgement.rows().stream().filter(row -> row.verdict().isMet()).count();
        long aims = judgement.rows().stream()
                .filter(row -> row.verdict() == Verdict.AIM_MET)
                .count();
        long aimed = judgement.rows().stream()
                .filter(row -> !row.requirement().aim().isEmpty())
                .count();
        return "%d of %d musts hold, and %d of %d aims"
                .formatted(met, judgement.rows().size(), aims, aimed);
    }

    /** Of {@code jdk measure value condition=value …}. */
    private String median(String... words) {
        Cell cell = Cell.of(words[1], Arrays.copyOfRange(words, 3, words.length));
        Series series = results.cells(Integer.parseInt(words[0])).values(cell, words[2]);
        return series.isEmpty() ? "(not measured)" : Numbers.format(series.median());
    }

    private static String rivals() {
        return Tables.markdown(
                List.of("", "Is", "Does less than Curfew"),
                Arrays.stream(Rival.values())
                        .map(each -> List.of("`" + each.label() + "`", each.is(), each.less()))
                        .toList());
    }

    private static String tasks() {
        return Tables.markdown(
                List.of("", "Does less than Curfew"),
                Arrays.stream(Task.values())
                        .map(each -> List.of("`" + each.label() + "`", each.less()))
                        .toList());
    }

    private String conditions() {
        About about = results.about();
        Machine machine = about.machine();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "run",
                about.mode().name().toLowerCase(Locale.ROOT) + ", " + about.date() + ", " + about.minutes() + " min"));
        rows.add(List.of("commit", about.commit()));
        rows.add(List.of(
                "machine",
                "%s, %d cores, %s GB, %s"
                        .formatted(
                                machine.cpu(),
                                machine.cores(),
                                Numbers.format(machine.memoryGigabytes()),
                                machine.os())));
        rows.add(List.of("load average at the begin", Numbers.format(machine.load())));
        about.jdks()
                .forEach((jdk, version) -> rows.add(List.of("JDK " + jdk, version.isEmpty() ? "not found" : version)));
        rows.add(List.of("options of each JVM", "`" + String.join(" ", about.options()) + "`"));
        long disturbed = results.figures().stream().filter(Tables::isDisturbed).count();
        rows.add(List.of("figures, disturbed ones", results.figures().size() + ", " + disturbed));
        return Tables.markdown(List.of("", ""), rows);
    }

    private String failures() {
        return results.failures().isEmpty()
                ? "No measurement failed."
                : results.failures().stream()
                        .map(each -> "- %s on JDK %d, round %d: `%s`"
                                .formatted(
                                        new Cell(each.measure(), each.cell()),
                                        each.jdk(),
                                        each.round(),
                                        each.message()))
                        .collect(Collectors.joining("\n"));
    }

    private String aims() {
        List<String> missed = judgement.rows().stream()
                .filter(row -> !row.requirement().aim().isEmpty() && row.verdict() != Verdict.AIM_MET)
                .map(Page::missedAim)
                .toList();
        return missed.isEmpty() ? "None is missed." : String.join("\n", missed);
    }

    private static String missedAim(Judgement.Row row) {
        Requirement requirement = row.requirement();
        String found = row.outcomes().entrySet().stream()
                .map(each -> "JDK " + each.getKey() + " " + each.getValue())
                .collect(Collectors.joining("; "));
        return "- %s: aim %s; %s. %s"
                .formatted(requirement.what(), requirement.aim(), found, InTheWay.of(requirement.what()))
                .strip();
    }
}
