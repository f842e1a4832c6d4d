package dev.curfew.example;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Socket;

/**
 * Reads from a server that never answers, without a timeout; an interrupt does not end the read of a plain socket. In
 * real life: a client library whose read timeout nobody set, as the default is none.
 */
public final class SocketServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient SilentServer other = new SilentServer();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try (Socket socket = other.connect()) {
            response.getWriter().println("read " + socket.getInputStream().read());
        }
    }

    @Override
    public void destroy() {
        other.close();
    }
}
