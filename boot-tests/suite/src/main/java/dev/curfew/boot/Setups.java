package dev.curfew.boot;

import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * The setups that this JDK can run; of them, those that the system property {@code curfew.boot.threads} asks for: {@code
 * virtual}, or {@code all}.
 */
final class Setups implements ArgumentsProvider {

    static Stream<Setup> all() {
        boolean virtual = Runtime.version().feature() >= 21;
        boolean platform =
                !virtual || !System.getProperty("curfew.boot.threads", "all").equals("virtual");
        return Stream.of(false, true).filter(each -> each ? virtual : platform).map(Setup::new);
    }

    @Override
    public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        return all().map(Arguments::of);
    }
}
