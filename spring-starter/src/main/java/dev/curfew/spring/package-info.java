/**
 * Curfew in a Spring Boot app: what {@code web.xml} says is said in properties, and what only Spring knows (the handler
 * method, the route, the end of the app) is used. Apps meet the annotations and, where they replace one, the beans.
 */
@NullMarked
package dev.curfew.spring;

import org.jspecify.annotations.NullMarked;
