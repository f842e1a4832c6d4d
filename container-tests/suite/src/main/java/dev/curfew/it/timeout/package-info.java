/** What Curfew does in a real container, over real sockets. */
package dev.curfew.it.timeout;
