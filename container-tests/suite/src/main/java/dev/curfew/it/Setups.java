package dev.curfew.it;

import dev.curfew.it.wire.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** The setups that {@link EachSetup} asks for. */
final class Setups implements ArgumentsProvider, AnnotationConsumer<EachSetup> {

    private final List<Setup> setups = new ArrayList<>();

    @Override
    public void accept(EachSetup wanted) {
        for (Protocol protocol : wanted.protocols()) {
            setups.add(new Setup(protocol, false));
            if (wanted.virtualThreads()) {
                setups.add(new Setup(protocol, true));
            }
        }
    }

    @Override
    public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        return setups.stream().map(Arguments::of);
    }
}
