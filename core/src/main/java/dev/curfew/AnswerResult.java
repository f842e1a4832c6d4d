package dev.curfew;

/** What became of the try to answer the client of an expired request; see {@link AbortHandler#answer}. */
public enum AnswerResult {
    /** The client has the whole timeout answer. */
    ANSWERED,
    /** The client has, or will have, the handler's own whole response: there is nothing to answer or to break off. */
    ALREADY_WHOLE,
    /** An answer can no longer be given. */
    IMPOSSIBLE
}
