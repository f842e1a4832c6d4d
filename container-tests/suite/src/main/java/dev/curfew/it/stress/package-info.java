/** Completions that race their deadlines, in great number and by seed. */
package dev.curfew.it.stress;
