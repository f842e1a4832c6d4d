package dev.curfew.servlet.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Snippets compile, links lead somewhere, names exist. */
class DocumentationTest {

    private static final Pattern SNIPPET = Pattern.compile("(?ms)^ *// snippet begin\\n(.*?)^ *// snippet end$");

    @Test
    void javaInThePagesIsCompiledHere() throws IOException {
        assertThat(blocks("java")).containsExactlyInAnyOrderElementsOf(snippets());
    }

    /** Those of all modules; each compiles its own. */
    private static List<String> snippets() throws IOException {
        try (Stream<Path> files = Files.walk(Page.root())) {
            return files.filter(file -> file.toString().matches(".*/src/test/java/.*/docs/\\w+\\.java"))
                    .sorted()
                    .flatMap(file -> SNIPPET.matcher(Page.read(file)).results())
                    .map(found -> found.group(1).stripTrailing().stripIndent())
                    .toList();
        }
    }

    private static List<String> blocks(String language) {
        return Page.all().stream()
                .flatMap(page -> page.blocks(language).stream())
                .toList();
    }

    @Test
    void everyPageIsLinkedFromTheReadme() {
        assertThat(Page.of("README.md").links())
                .containsAll(Page.all().stream()
                        .map(Page::toString)
                        .filter(path -> path.startsWith("docs/"))
                        .toList());
    }

    @Test
    void linksWithinTheRepositoryLeadSomewhere() {
        for (Page page : Page.all()) {
            for (String link : page.links()) {
                if (!link.startsWith("https://")) {
                    leadsSomewhere(page, link);
                }
            }
        }
    }

    private static void leadsSomewhere(Page page, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page.file() : page.file().resolveSibling(parts[0]);
        assertThat(target).as("%s: %s", page, link).exists();
        if (parts.length == 2) {
            Page other = Page.of(Page.root().relativize(target.normalize()).toString());
            assertThat(other.anchors()).as("%s: %s", page, link).contains(parts[1]);
        }
    }

    @Test
    void theReadmeShowsHowToBeginBeforeLineForty() {
        List<String> lines = Page.of("README.md").text().lines().toList();

        assertThat(lines.indexOf("  on-timeout: interrupt,abort")).isBetween(0, 38);
    }

    @Test
    void theReadmesTestCommandIsTheOneThatIsChecked() {
        assertThat(Page.of("README.md").blocks("shell")).contains("mvn -B -ntp verify");
        assertThat(Page.read(Page.root().resolve(".ci/run"))).containsPattern("mvn -B -ntp .*verify");
    }

    @Test
    void theReadmesExampleCommandsRunTheExamples() {
        List<String> commands = Page.of("README.md").blocks("shell").stream()
                .filter(command -> command.contains("-pl examples/"))
                .toList();
        for (String command : commands) {
            String pom = Page.read(Page.root().resolve(after(command, "-pl ")).resolve("pom.xml"));
            assertThat(pom).contains("<id>" + after(command, "-P") + "</id>", "<phase>process-classes</phase>");
            assertThat(command).endsWith(" process-classes");
        }
        assertThat(commands).hasSize(2);
    }

    private static String after(String command, String option) {
        int begin = command.indexOf(option) + option.length();
        return command.substring(begin, command.indexOf(' ', begin));
    }

    @Test
    void webXmlIsTakenByTheFilter() throws Exception {
        int read = 0;
        for (String block : blocks("xml")) {
            Map<String, String> params = initParams(parse(block));
            if (block.contains("<init-param>")) {
                read++;
                assertThat(params).isNotEmpty();
                assertThatCode(() -> new InitParams(params).start()).as(block).doesNotThrowAnyException();
            }
        }
        assertThat(read).isEqualTo(4);
    }

    private static Map<String, String> initParams(Document document) {
        Map<String, String> params = new LinkedHashMap<>();
        NodeList found = document.getElementsByTagName("init-param");
        for (int i = 0; i < found.getLength(); i++) {
            Element param = (Element) found.item(i);
            params.put(textOf(param, "param-name"), textOf(param, "param-value"));
        }
        return params;
    }

    @Test
    void coordinatesAreThoseOfTheBuild() throws Exception {
        Document pom = parse(Page.read(Page.root().resolve("spring-starter/pom.xml")));
        Document coordinates = parse(Page.of("README.md").blocks("xml").get(0));
        assertThat(Page.of("docs/spring-boot.md").blocks("xml"))
                .first()
                .isEqualTo(Page.of("README.md").blocks("xml").get(0));

        for (String each : List.of("groupId", "artifactId", "version")) {
            NodeList found = pom.getElementsByTagName(each);
            List<String> known = new ArrayList<>(); // the parent's and the module's own are the first two
            for (int i = 0; i < Math.min(2, found.getLength()); i++) {
                known.add(found.item(i).getTextContent());
            }
            assertThat(known).contains(textOf(coordinates.getDocumentElement(), each));
        }
    }

    @Test
    void versionsTestedAreThoseOfTheBuild() throws Exception {
        Document pom = parse(Page.read(Page.root().resolve("pom.xml")));

        for (List<String> row : Page.of("docs/containers.md").rows("# Containers", "Container")) {
            String container = row.get(0).startsWith("Tomcat 1")
                    ? row.get(0).startsWith("Tomcat 10") ? "tomcat-10" : "tomcat-11"
                    : row.get(0).split(" ", -1)[0].toLowerCase(Locale.ROOT);
            assertThat(row.get(1)).isEqualTo(textOf(pom.getDocumentElement(), container + ".version"));
        }
    }

    @Test
    void testsNamedInThePagesExist() throws IOException {
        Set<String> named = Page.all().stream()
                .flatMap(page -> page.code().stream())
                .filter(code -> code.matches("[A-Z]\\w*[a-z]\\w*(Test|IT)"))
                .collect(Collectors.toSet());
        try (Stream<Path> files = Files.walk(Page.root())) {
            Set<String> sources = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
            assertThat(sources).containsAll(named);
        }
        assertThat(named).isNotEmpty();
    }

    private static Document parse(String xml) throws Exception {
        String one = xml.startsWith("<?xml") ? xml : "<snippet>" + xml + "</snippet>";
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(one.getBytes(StandardCharsets.UTF_8)));
    }

    private static String textOf(Element element, String tag) {
        return element.getElementsByTagName(tag).item(0).getTextContent();
    }
}
