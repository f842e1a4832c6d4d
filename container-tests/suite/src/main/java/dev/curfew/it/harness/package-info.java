/** Proves that the servers and the clients of this suite show what they claim to show. */
package dev.curfew.it.harness;
