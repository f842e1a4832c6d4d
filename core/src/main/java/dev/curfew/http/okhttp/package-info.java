/**
 * Calls of OkHttp, for apps that have it on their class path, that end with the request. Nothing outside this package knows OkHttp or
 * this package.
 */
@NullMarked
package dev.curfew.http.okhttp;

import org.jspecify.annotations.NullMarked;
