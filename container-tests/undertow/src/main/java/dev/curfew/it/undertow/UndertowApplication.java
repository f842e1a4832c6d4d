package dev.curfew.it.undertow;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.ResponseCodeHandler;
import io.undertow.servlet.api.DeploymentManager;
import jakarta.servlet.ServletException;
import java.util.concurrent.atomic.AtomicReference;

/** The application of a server, until it is taken out. */
final class UndertowApplication implements HttpHandler {

    private final AtomicReference<DeploymentManager> manager;
    private volatile HttpHandler handler;

    /** Starts an application that is deployed. */
    UndertowApplication(DeploymentManager deployed) throws ServletException {
        manager = new AtomicReference<>(deployed);
        handler = deployed.start();
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        handler.handleRequest(exchange);
    }

    /** Takes it out; twice does nothing more. */
    void undeploy() throws ServletException {
        DeploymentManager deployed = manager.getAndSet(null);
        if (deployed != null) {
            handler = ResponseCodeHandler.HANDLE_404;
            deployed.stop();
            deployed.undeploy();
        }
    }
}
