package dev.curfew;

import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

@AnalyzeClasses(packages = "dev.curfew", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule coreKnowsNoServlet = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "jakarta.servlet..", "javax.servlet..", "dev.curfew.servlet..", "org.springframework..");

    @ArchTest
    static final ArchRule rootPackageKnowsOnlyTheJdkAndSlf4j = classes()
            .that()
            .resideInAPackage("dev.curfew")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.curfew",
                    "java.io..",
                    "java.lang..",
                    "java.util..",
                    "java.time..",
                    "org.slf4j..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule jdbcIsKnownInItsPackageAlone = onlyIn("jdbc", "java.sql..", "javax.sql..");

    @ArchTest
    static final ArchRule httpIsKnownInItsPackageAlone = onlyIn("http", "java.net.http..");

    @ArchTest
    static final ArchRule apacheIsKnownInItsPackageAlone = onlyIn("http.apache", "org.apache.hc..");

    @ArchTest
    static final ArchRule okHttpIsKnownInItsPackageAlone = onlyIn("http.okhttp", "okhttp3..", "okio..", "kotlin..");

    @ArchTest
    static final ArchRule feignIsKnownInItsPackageAlone = onlyIn("http.feign", "feign..");

    @ArchTest
    static final ArchRule nothingNeedsTheClients = noClasses()
            .that()
            .resideOutsideOfPackages("dev.curfew.http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.curfew.http.apache", "dev.curfew.http.okhttp", "dev.curfew.http.feign");

    @ArchTest
    static final ArchRule metersAreKnownInTheirPackageAlone =
            onlyIn("micrometer", "io.micrometer.core..", "io.micrometer.common..", "io.micrometer.observation..");

    @ArchTest
    static final ArchRule nothingNeedsTheMeters = onlyIn("micrometer", "dev.curfew.micrometer..");

    @ArchTest
    static final ArchRule contextPropagationIsKnownInItsPackageAlone = onlyIn("context", "io.micrometer.context..");

    @ArchTest
    static final ArchRule resilience4jIsKnownInItsPackageAlone = onlyIn("resilience4j", "io.github.resilience4j..");

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles =
            slices().assignedFrom(new Packages()).should().beFreeOfCycles();

    @ArchTest
    static final ArchRule publicClassesAreFinal = classes()
            .that()
            .arePublic()
            .and()
            .areNotInterfaces()
            .should()
            .haveModifier(FINAL)
            .andShould()
            .notHaveModifier(ABSTRACT);

    @ArchTest
    static final ArchRule namesSayWhatAThingIs = noClasses()
            .should()
            .haveNameMatching(".*(Utils?|Helper|Impl|Manager)")
            .orShould()
            .haveSimpleNameStartingWith("Abstract");

    @ArchTest
    static final ArchRule noPackageIsCalledInternal =
            noClasses().should().resideInAnyPackage("..internal..", "..impl..", "..util..");

    private static ArchRule onlyIn(String room, String... libraries) {
        return noClasses()
                .that()
                .resideOutsideOfPackage("dev.curfew." + room)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries);
    }

    /** Each package is a slice, the root one too. */
    private static final class Packages implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
            return javaClass.getPackageName().startsWith("dev.curfew")
                    ? SliceIdentifier.of(javaClass.getPackageName())
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }
}
