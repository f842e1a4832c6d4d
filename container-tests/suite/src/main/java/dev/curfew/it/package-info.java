/** A suite that runs against each servlet container over real sockets, and the servers it runs against. */
package dev.curfew.it;
