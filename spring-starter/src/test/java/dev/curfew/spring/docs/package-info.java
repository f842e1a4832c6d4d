/**
 * Keeps the page on Spring Boot true. Code between the lines {@code // snippet begin} and {@code // snippet end} stands
 * verbatim in a page.
 */
package dev.curfew.spring.docs;
