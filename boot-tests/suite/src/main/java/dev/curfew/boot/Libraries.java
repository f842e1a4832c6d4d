package dev.curfew.boot;

import org.springframework.util.ClassUtils;

/** What only some leaves have on their class path. */
final class Libraries {

    private Libraries() {}

    static boolean haveSecurity() {
        return have(SecuredApp.LIBRARY);
    }

    static boolean haveTracing() {
        return have(TracedApp.LIBRARY);
    }

    static boolean haveTimeLimiters() {
        return have("io.github.resilience4j.timelimiter.configure.TimeLimiterAspect")
                || have("io.github.resilience4j.spring6.timelimiter.configure.TimeLimiterAspect");
    }

    private static boolean have(String name) {
        return ClassUtils.isPresent(name, Libraries.class.getClassLoader());
    }
}
