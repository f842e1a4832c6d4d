package dev.curfew.example;

import dev.curfew.Deadline;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Socket;

/**
 * Behaves well: reads from the same kind of server as {@link SocketServlet}, but says how to end the read. The filter
 * closes the socket at the deadline, and the thread is free again within milliseconds.
 */
public final class CallServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient SilentServer other = new SilentServer();

    @Override
    @SuppressWarnings("try") // the registration is for closing only
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try (Socket socket = other.connect();
                Deadline.Registration cancel = Deadline.current().onExpiry(() -> closeQuietly(socket))) {
            response.getWriter().println("read " + socket.getInputStream().read());
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is of no use any more either way
        }
    }

    @Override
    public void destroy() {
        other.close();
    }
}
