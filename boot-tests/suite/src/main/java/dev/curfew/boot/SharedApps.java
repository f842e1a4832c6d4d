package dev.curfew.boot;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** The apps that tests share; each is started once and ends with the tests. */
final class SharedApps implements ArgumentsProvider, AnnotationConsumer<EachApp> {

    /** What an app is configured to do. */
    enum Kind {
        /** Interrupts and answers after 300 ms, patient paths when the test says so; operators may do everything. */
        ENFORCING {
            @Override
            AppBuilder builder(Setup setup) {
                return setup.app()
                        .with("curfew.timeout", "300ms")
                        .with("curfew.on-timeout", "interrupt,abort")
                        .with("curfew.policies.interrupting.on-timeout", "interrupt")
                        .with("curfew.policies.interrupting.timeout", "30s")
                        .with("curfew.policies.polite.on-timeout", "cancel")
                        .with("curfew.routes[0].path", "/interrupted/**")
                        .with("curfew.routes[0].policy", "interrupting")
                        .with("curfew.routes[1].path", "/polite/**")
                        .with("curfew.routes[1].policy", "polite")
                        .with("curfew.routes[2].path", "/patient/**")
                        .with("curfew.routes[2].timeout", "30s")
                        .with("curfew.routes[3].path", "/actuator/**")
                        .with("curfew.routes[3].enabled", false)
                        .with("curfew.routes[4].path", "/fast")
                        .with("curfew.routes[4].enabled", false)
                        .with("curfew.routes[5].path", "/warned/**")
                        .with("curfew.routes[5].timeout", "30s")
                        .with("curfew.routes[5].warn-at", "1%")
                        .with("curfew.routes[6].path", "/mail/**")
                        .with("curfew.routes[6].timeout", "2s")
                        .with("management.endpoints.web.exposure.include", "*")
                        .with("management.endpoint.requesttimeouts.access", "unrestricted")
                        .with("management.endpoint.health.show-details", "always");
            }
        },
        /** As {@link #ENFORCING}, with the app's own filters and Spring Security's in front of Curfew's. */
        INNER {
            @Override
            AppBuilder builder(Setup setup) {
                return ENFORCING.builder(setup).with("curfew.filter.order", RequestIds.ORDER + 1);
            }
        },
        /** Only logs after 30 s; operators may look. */
        LOGGING {
            @Override
            AppBuilder builder(Setup setup) {
                return setup.app()
                        .with("curfew.routes[0].path", "/annotated/routed")
                        .with("curfew.routes[0].timeout", "50s")
                        .with("management.endpoints.web.exposure.include", "requesttimeouts");
            }
        },
        /** Interrupts and answers after 30 s, or when a caller at 127.0.0.1 has gone. */
        INBOUND {
            @Override
            AppBuilder builder(Setup setup) {
                return InboundIT.trusting(setup, "127.0.0.0/8, ::1")
                        .with("management.endpoints.web.exposure.include", "prometheus");
            }
        };

        abstract AppBuilder builder(Setup setup);
    }

    private record Key(Kind kind, Setup setup) {}

    /** All that have been started. */
    private record Started(Map<Key, App> apps) implements AutoCloseable {

        @Override
        public void close() {
            apps.values().forEach(App::close);
        }
    }

    private Kind kind;

    @Override
    public void accept(EachApp wanted) {
        kind = wanted.value();
    }

    @Override
    public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        Started started = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedApps.class))
                .computeIfAbsent("started", key -> new Started(new ConcurrentHashMap<>()), Started.class);
        return Setups.all()
                .map(setup -> Arguments.of(started.apps()
                        .computeIfAbsent(
                                new Key(kind, setup),
                                key -> key.kind().builder(key.setup()).start(key.toString()))));
    }
}
