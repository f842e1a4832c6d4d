package dev.curfew.boot;

import dev.curfew.boot.Spans.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A tracer's spans stay in the JVM, where a leaf has one. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(name = TracedApp.LIBRARY)
class TracedApp {

    static final String LIBRARY = "io.opentelemetry.sdk.trace.SpanProcessor";

    @Bean
    SpanProcessor spanProcessor(Spans spans) {
        return new Recording(spans);
    }

    private record Recording(Spans spans) implements SpanProcessor {

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            Map<String, String> tags = new HashMap<>();
            span.toSpanData().getAttributes().forEach((key, value) -> tags.put(key.getKey(), value.toString()));
            spans.add(new Span(
                    span.getSpanContext().getTraceId(), span.getSpanContext().getSpanId(), tags));
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }
}
