/**
 * Keeps README and {@code docs/} true: snippets, links, configuration, errors and log lines. Code between the lines
 * {@code // snippet begin} and {@code // snippet end} stands verbatim in a page.
 */
package dev.curfew.servlet.docs;
