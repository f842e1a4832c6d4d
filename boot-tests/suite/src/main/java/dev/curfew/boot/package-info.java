/** One suite of tests of the starter, run with each line of Spring Boot and each of its servers. */
package dev.curfew.boot;
