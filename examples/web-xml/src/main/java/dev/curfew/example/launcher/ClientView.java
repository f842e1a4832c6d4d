package dev.curfew.example.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What a plain client saw of a request.
 *
 * @param status the status, or 0 if there was none
 * @param line the first line of the body
 * @param failure how the connection ended before its time, or empty
 * @param millis after how many milliseconds it was over
 */
record ClientView(int status, String line, String failure, long millis) {

    private static final int PATIENCE_MILLIS = 8000;

    /** Asks for it and waits for the end. */
    static ClientView of(String url) {
        long start = System.nanoTime();
        int status = 0;
        StringBuilder body = new StringBuilder();
        String failure = "";
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setRequestProperty("Accept", "text/plain");
            connection.setReadTimeout(PATIENCE_MILLIS);
            status = connection.getResponseCode();
            read(status < 400 ? connection.getInputStream() : connection.getErrorStream(), body);
        } catch (SocketTimeoutException e) {
            failure = "nothing for " + PATIENCE_MILLIS + " ms";
        } catch (IOException e) {
            failure = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        return new ClientView(status, body.toString().lines().findFirst().orElse(""), failure, millis);
    }

    private static void read(InputStream from, StringBuilder body) throws IOException {
        byte[] buffer = new byte[1024];
        for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
            body.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
        }
    }

    /** The status, the line and the failure in a few words. */
    String text() {
        String answer = status == 0 || line.startsWith(status + " ") ? line : status + " " + line;
        return failure.isEmpty() ? answer : answer.isEmpty() ? failure : answer + ", then " + failure;
    }
}
