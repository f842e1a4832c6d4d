package dev.curfew.spring;

import dev.curfew.TimeoutPolicy;
import java.lang.reflect.AnnotatedElement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.Environment;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * What the annotations of handler methods ask for: those of the method, or else those of its class. All registered handlers
 * are looked through at the start, so that a wrong value ends it.
 */
final class HandlerPolicies implements SmartInitializingSingleton {

    private final TimeoutPolicies policies;
    private final Environment environment;
    private final ObjectProvider<RequestMappingHandlerMapping> mappings;
    private final Map<HandlerMethod, Found> found = new ConcurrentHashMap<>();

    HandlerPolicies(
            TimeoutPolicies policies, Environment environment, ObjectProvider<RequestMappingHandlerMapping> mappings) {
        this.policies = policies;
        this.environment = environment;
        this.mappings = mappings;
    }

    @Override
    public void afterSingletonsInstantiated() {
        mappings.orderedStream()
                .flatMap(mapping -> mapping.getHandlerMethods().values().stream())
                .forEach(this::of);
    }

    /** What this handler's annotations ask for. */
    Found of(HandlerMethod handler) {
        HandlerMethod key =
                handler.getResolvedFromHandlerMethod() == null ? handler : handler.getResolvedFromHandlerMethod();
        Found known = found.get(key);
        return known == null ? found.computeIfAbsent(key, this::find) : known;
    }

    private Found find(HandlerMethod handler) {
        Found ofMethod = find(handler.getMethod(), handler.getShortLogMessage());
        return ofMethod != null
                ? ofMethod
                : orNothing(find(handler.getBeanType(), handler.getBeanType().getName()));
    }

    private static Found orNothing(@Nullable Found found) {
        return found == null ? Found.NOTHING : found;
    }

    private @Nullable Found find(AnnotatedElement element, String where) {
        RequestTimeout timeout = AnnotatedElementUtils.findMergedAnnotation(element, RequestTimeout.class);
        boolean exempt = AnnotatedElementUtils.hasAnnotation(element, NoRequestTimeout.class);
        if (timeout == null) {
            return exempt ? Found.EXEMPT : null;
        }
        String place = "@RequestTimeout of " + where;
        if (exempt) {
            throw new CurfewConfigurationException(
                    place, "stands beside @NoRequestTimeout (expected: one of both; remove the other)", null);
        }
        String value = environment.resolveRequiredPlaceholders(timeout.value());
        String policy = environment.resolveRequiredPlaceholders(timeout.policy());
        if (value.isEmpty() && policy.isEmpty()) {
            throw new CurfewConfigurationException(
                    place, "empty (expected: a timeout such as \"2s\", or the name of a policy)", null);
        }
        return new Found(policies.of(policy, value, place), false);
    }

    /**
     * What was found on a handler.
     *
     * @param policy the policy, or null where no annotation asks for one
     * @param exempt whether its requests have no deadline
     */
    record Found(@Nullable TimeoutPolicy policy, boolean exempt) {

        static final Found NOTHING = new Found(null, false);
        static final Found EXEMPT = new Found(null, true);
    }
}
