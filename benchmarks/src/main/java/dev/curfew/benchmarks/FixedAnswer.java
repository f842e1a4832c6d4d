package dev.curfew.benchmarks;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;

/** Answers with so many bytes, written in chunks of 8 KB: a few of them as the trivial request, many as a stream. */
final class FixedAnswer extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final byte[] CHUNK = new byte[8 * 1024];

    private volatile int bytes;

    FixedAnswer(int bytes) {
        this.bytes = bytes;
    }

    /** How long its answers are from now on. */
    void answer(int bytes) {
        this.bytes = bytes;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int bytes = this.bytes;
        response.setContentType("application/octet-stream");
        response.setContentLength(bytes);
        OutputStream out = response.getOutputStream();
        for (int left = bytes; left > 0; left -= CHUNK.length) {
            out.write(CHUNK, 0, Math.min(left, CHUNK.length));
        }
    }
}
