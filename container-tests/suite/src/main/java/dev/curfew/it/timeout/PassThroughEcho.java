package dev.curfew.it.timeout;

import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.InputStream;
import java.io.OutputStream;

/** A protocol for upgraded connections: whatever comes is sent back, by a thread of the app's own. */
public final class PassThroughEcho implements HttpUpgradeHandler {

    @Override
    public void init(WebConnection connection) {
        Thread thread = new Thread(() -> echo(connection), "echo");
        thread.setDaemon(true);
        thread.start();
    }

    private static void echo(WebConnection connection) {
        byte[] buffer = new byte[100];
        try (connection) {
            InputStream in = connection.getInputStream();
            OutputStream out = connection.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                out.flush();
            }
        } catch (Exception e) {
            // the client has gone
        }
    }

    @Override
    public void destroy() {}
}
