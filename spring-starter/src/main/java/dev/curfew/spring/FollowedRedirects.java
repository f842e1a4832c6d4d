package dev.curfew.spring;

import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;

/** Whether the clients that Spring Boot builds follow redirects: they would send their headers on to any server. */
enum FollowedRedirects {
    BLOCKING("spring.http.clients.redirects", "spring.http.client.redirects"),
    REACTIVE("spring.http.clients.redirects", "spring.http.reactiveclient.redirects");

    private final String key;
    private final String earlierKey;

    FollowedRedirects(String key, String earlierKey) {
        this.key = key;
        this.earlierKey = earlierKey;
    }

    /** As they do unless one of the properties, under its name of Spring Boot 4 or of 3.5, says otherwise. */
    boolean in(Environment environment) {
        return Stream.of(key, earlierKey)
                .map(each -> environment.getProperty(each, ""))
                .map(value -> value.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", ""))
                .noneMatch("dontfollow"::equals);
    }
}
