package dev.curfew.example.launcher;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.WebResourceRoot;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.webresources.DirResourceSet;
import org.apache.catalina.webresources.StandardRoot;

/** Tomcat on the loopback interface, with the web app as its {@code web.xml} describes it. */
final class Server {

    private static final String HOST = "127.0.0.1";
    private static final Logger tomcatLogger = Logger.getLogger("org.apache");

    private final Tomcat tomcat;

    private Server(Tomcat tomcat) {
        this.tomcat = tomcat;
    }

    static Server start(int port) throws LifecycleException {
        tomcatLogger.setLevel(Level.WARNING);
        Path classes = classes();
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(classes.resolveSibling("tomcat").toString());
        tomcat.setHostname(HOST);
        tomcat.setPort(port);
        tomcat.getConnector().setProperty("address", HOST);
        tomcat.getConnector().setThrowOnFailure(true);
        tomcat.setAddDefaultWebXmlToWebapp(false); // the app needs no JSP
        tomcat.getEngine().setParentClassLoader(Server.class.getClassLoader());
        Context app = deploy(tomcat, classes);
        tomcat.start();
        if (!app.getState().isAvailable()) {
            throw new LifecycleException("the web app failed, as said above");
        }
        return new Server(tomcat);
    }

    /** The exploded web app: {@code src/main/webapp}, and what was compiled as its {@code WEB-INF/classes}. */
    private static Context deploy(Tomcat tomcat, Path classes) {
        Path module = classes.resolve("../..").normalize();
        Context app = tomcat.addWebapp("", module.resolve("src/main/webapp").toString());
        WebResourceRoot resources = new StandardRoot(app);
        resources.addPreResources(new DirResourceSet(resources, "/WEB-INF/classes", classes.toString(), "/"));
        app.setResources(resources);
        return app;
    }

    private static Path classes() {
        try {
            return Path.of(Server.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    String url() {
        return "http://" + HOST + ":" + tomcat.getConnector().getLocalPort();
    }
}
