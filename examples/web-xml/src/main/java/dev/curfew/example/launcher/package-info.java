/**
 * Starts the web app in an embedded Tomcat, drives each servlet once and tells what its client saw and what the log
 * said. No part of the web app.
 */
@NullMarked
package dev.curfew.example.launcher;

import org.jspecify.annotations.NullMarked;
