/** Clients that see exactly what is on the wire. They know nothing of the servers they talk to. */
package dev.curfew.it.wire;
