package dev.curfew.it.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.BiConsumer;

/** Parses one HTTP/1.1 response and tells how it ended (RFC 9112 §6.3). */
final class Http1ResponseReader {

    private final InputStream in;
    private final IncomingResponse response;
    private final boolean headRequest;
    private boolean chunked;
    private boolean untilClose;
    private long contentLength = -1;

    Http1ResponseReader(InputStream in, IncomingResponse response, String method) {
        this.in = in;
        this.response = response;
        this.headRequest = method.equals("HEAD");
    }

    /** Fills the response; ending it is left to the caller. */
    Ending read() {
        try {
            do {
                readHead();
            } while (response.status() / 100 == 1 && response.status() != 101);
            readBody();
            return Ending.COMPLETE;
        } catch (EOFException e) {
            return untilClose ? Ending.CLOSED : Ending.TRUNCATED;
        } catch (SocketTimeoutException e) {
            return Ending.TIMEOUT;
        } catch (IOException e) {
            return isReset(e) ? Ending.RESET : Ending.TRUNCATED;
        } catch (MalformedResponse e) {
            byte[] problem = ascii(e.getMessage());
            response.data(problem, 0, problem.length);
            return Ending.MALFORMED;
        }
    }

    private void readHead() throws IOException {
        String line = readLine();
        if (!line.startsWith("HTTP/1.")) {
            throw new MalformedResponse("status line: " + line);
        }
        int status = Integer.parseInt(line.substring(9, 12));
        response.status(status);
        readFields(status >= 200 || status == 101 ? this::header : (name, value) -> {});
    }

    private void readFields(BiConsumer<String, String> fields) throws IOException {
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new MalformedResponse("header line: " + line);
            }
            fields.accept(line.substring(0, colon), line.substring(colon + 1).trim());
        }
    }

    private void header(String name, String value) {
        response.header(name, value);
        String key = name.toLowerCase(Locale.ROOT);
        if (key.equals("transfer-encoding")) {
            chunked = value.toLowerCase(Locale.ROOT).endsWith("chunked");
        } else if (key.equals("content-length")) {
            contentLength = Long.parseLong(value);
        }
    }

    private void readBody() throws IOException {
        int status = response.status();
        if (headRequest || status == 204 || status == 304 || status == 101) {
            return;
        }
        if (chunked) {
            readChunks();
        } else if (contentLength >= 0) {
            readExactly(contentLength);
        } else {
            untilClose = true;
            readExactly(Long.MAX_VALUE);
        }
    }

    private void readChunks() throws IOException {
        while (true) {
            String line = readLine();
            long size = parseChunkSize(line);
            if (size == 0) {
                break;
            }
            readExactly(size);
            String end = readLine();
            if (!end.isEmpty()) {
                throw new MalformedResponse("after a chunk: " + end);
            }
        }
        readFields(response::trailer);
    }

    private static long parseChunkSize(String line) {
        int semicolon = line.indexOf(';');
        try {
            return Long.parseLong((semicolon < 0 ? line : line.substring(0, semicolon)).trim(), 16);
        } catch (NumberFormatException e) {
            throw new MalformedResponse("chunk size: " + line);
        }
    }

    private void readExactly(long length) throws IOException {
        byte[] buffer = new byte[8192];
        long left = length;
        while (left > 0) {
            int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (n < 0) {
                throw new EOFException();
            }
            response.firstByte();
            response.data(buffer, 0, n);
            left -= n;
        }
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException();
            }
            response.firstByte();
            line.append((char) b);
            if (line.length() > 65_536) {
                throw new MalformedResponse("line too long: " + line.substring(0, 80));
            }
        }
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
    }

    /** TLS wraps the reset. */
    static boolean isReset(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            String message = String.valueOf(t.getMessage());
            if (t instanceof SocketException || message.contains("reset") || message.contains("Broken pipe")) {
                return true;
            }
        }
        return false;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
