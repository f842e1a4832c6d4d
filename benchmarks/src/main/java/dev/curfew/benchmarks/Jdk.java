package dev.curfew.benchmarks;

import java.nio.file.Path;

/**
 * A JDK that is measured.
 *
 * @param feature its feature version, such as 17
 * @param java its launcher
 */
public record Jdk(int feature, Path java) {}
