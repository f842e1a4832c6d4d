/** The snippets of the page on testing, as tests. */
package dev.curfew.test.docs;
