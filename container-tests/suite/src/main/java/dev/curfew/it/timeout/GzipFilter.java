package dev.curfew.it.timeout;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** Compresses whatever comes, as such filters do: by a response of its own, whose stream it finishes at the end. */
final class GzipFilter implements Filter {

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        ((HttpServletResponse) response).setHeader("Content-Encoding", "gzip");
        Compressed compressed = new Compressed((HttpServletResponse) response);
        chain.doFilter(request, compressed);
        compressed.finish();
    }

    private static final class Compressed extends HttpServletResponseWrapper {

        private final GZIPOutputStream gzip;
        private final PrintWriter writer;

        Compressed(HttpServletResponse response) throws IOException {
            super(response);
            gzip = new GZIPOutputStream(response.getOutputStream());
            writer = new PrintWriter(new OutputStreamWriter(gzip, StandardCharsets.UTF_8));
        }

        void finish() throws IOException {
            writer.flush();
            gzip.close();
        }

        @Override
        public PrintWriter getWriter() {
            return writer;
        }

        @Override
        public ServletOutputStream getOutputStream() {
            return new CompressedStream(gzip);
        }
    }

    private static final class CompressedStream extends ServletOutputStream {

        private final GZIPOutputStream gzip;

        CompressedStream(GZIPOutputStream gzip) {
            this.gzip = gzip;
        }

        @Override
        public void write(int value) throws IOException {
            gzip.write(value);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            gzip.write(bytes, offset, length);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException();
        }
    }
}
