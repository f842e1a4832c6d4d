package dev.curfew.boot;

import jakarta.servlet.Filter;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

/** Spring Security in front of all handlers, where a leaf has it: open to all but for the secrets. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(name = SecuredApp.LIBRARY)
class SecuredApp {

    static final String LIBRARY = "org.springframework.security.web.SecurityFilterChain";

    static final String USER = "reader";
    static final String PASSWORD = "words";

    @Bean
    SecurityFilterChain secured(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(requests -> requests.requestMatchers("/patient/secret/admin")
                        .hasRole("ADMIN")
                        .requestMatchers("/patient/secret")
                        .authenticated()
                        .anyRequest()
                        .permitAll())
                .csrf(AbstractHttpConfigurer::disable)
                .cors(Customizer.withDefaults())
                .httpBasic(Customizer.withDefaults())
                .build();
    }

    /** Security's headers before the handler and not after it. */
    @Bean
    @Order(1)
    SecurityFilterChain eager(HttpSecurity http) throws Exception {
        SecurityFilterChain chain = http.securityMatcher("/patient/eager/**")
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
        for (Filter each : chain.getFilters()) {
            if (each instanceof HeaderWriterFilter headers) {
                headers.setShouldWriteHeadersEagerly(true);
            }
        }
        return chain;
    }

    /** For some paths: the others are for MVC's own. */
    @Bean
    CorsConfigurationSource corsConfigurationSource() {
        CorsConfiguration shop = new CorsConfiguration();
        shop.setAllowedOrigins(List.of(CorsIT.ORIGIN));
        shop.setAllowedMethods(List.of("GET"));
        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        source.registerCorsConfiguration("/patient/shop/*", shop);
        source.registerCorsConfiguration("/polite/shop", shop);
        return source;
    }

    @Bean
    InMemoryUserDetailsManager users() {
        return new InMemoryUserDetailsManager(
                User.withUsername(USER).password("{noop}" + PASSWORD).build());
    }

    @RestController
    static final class Secrets {

        @GetMapping({"/patient/secret", "/patient/secret/admin"})
        String secret() {
            return "secret";
        }
    }
}
