package dev.curfew.it.timeout;

import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/** What a handler finds out about its request and response, line by line, so that the client can see it. */
final class PassThroughNotes {

    private final StringBuilder text = new StringBuilder();

    /** Something to find out; it may throw anything. */
    @FunctionalInterface
    interface Question {
        /** Finds it out. */
        Object ask() throws Exception;
    }

    /** Notes the answer, or what was thrown in place of one. */
    PassThroughNotes note(String name, Question question) {
        Object answer;
        try {
            answer = question.ask();
        } catch (Throwable t) {
            answer = t.getClass().getName();
        }
        text.append(name).append(" = ").append(shown(answer)).append('\n');
        return this;
    }

    private static String shown(Object answer) {
        return answer instanceof Object[] several ? Arrays.toString(several) : Objects.toString(answer);
    }

    /** Writes the notes, as UTF-8, to what the response's stream has already. */
    void writeTo(ServletResponse response) throws IOException {
        response.getOutputStream().write(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
