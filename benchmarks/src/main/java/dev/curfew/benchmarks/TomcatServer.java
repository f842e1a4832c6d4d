package dev.curfew.benchmarks;

import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.ExpandWar;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/** An embedded Tomcat on the loopback interface with one app: filters, by their URL patterns, and one servlet behind them. */
final class TomcatServer implements AutoCloseable {

    private static final int MOST_CONNECTIONS = 10_000;
    private static final int BACKLOG = 4096; // as many as Linux grants; clients open their connections all at once

    private final Tomcat tomcat = new Tomcat();
    private final Path directory;

    /** Starts a server whose connections are kept alive for ever, with these threads ready from the beginning. */
    TomcatServer(ServerThreads threads, Map<String, Filter> filters, Servlet servlet)
            throws IOException, LifecycleException {
        directory = Files.createTempDirectory("curfew-benchmarks");
        tomcat.setBaseDir(directory.toString());
        tomcat.setSilent(true);
        tomcat.setConnector(connector(threads));
        StandardContext context = (StandardContext) tomcat.addContext("", null);
        context.setClearReferencesThreadLocals(false); // would warn about missing --add-opens at the stop
        context.setClearReferencesRmiTargets(false);
        filters.forEach((pattern, filter) -> add(context, pattern, filter));
        Tomcat.addServlet(context, "servlet", servlet);
        context.addServletMappingDecoded("/", "servlet");
        tomcat.start();
    }

    private static Connector connector(ServerThreads threads) {
        Http11NioProtocol protocol = new Http11NioProtocol();
        protocol.setMaxConnections(MOST_CONNECTIONS);
        protocol.setAcceptCount(BACKLOG);
        protocol.setMaxKeepAliveRequests(-1);
        protocol.setProcessorCache(-1); // with the buffers below: what it keeps, it keeps from the beginning
        protocol.setKeepAliveTimeout(-1);
        threads.giveTo(protocol);
        Connector connector = new Connector(protocol);
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("socket.bufferPool", Integer.toString(MOST_CONNECTIONS));
        return connector;
    }

    private static void add(Context context, String pattern, Filter filter) {
        FilterDef definition = new FilterDef();
        definition.setFilterName(filter.getClass().getSimpleName());
        definition.setFilter(filter);
        definition.setAsyncSupported("true");
        context.addFilterDef(definition);
        FilterMap map = new FilterMap();
        map.setFilterName(definition.getFilterName());
        map.addURLPattern(pattern);
        context.addFilterMap(map);
    }

    int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void close() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
        ExpandWar.delete(directory.toFile(), false);
    }
}
