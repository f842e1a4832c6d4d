package dev.curfew.it;

import java.util.ServiceLoader;

/** A servlet container that can be started inside the test's JVM; each module that runs the suite provides one. */
public interface Container {

    /** The container under test: the only one on the class path. */
    static Container underTest() {
        return ServiceLoader.load(Container.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no Container on the class path (expected: one)"));
    }

    /** The short name, such as {@code tomcat-11}. */
    String name();

    /** What it can do, known before a start. */
    Capabilities capabilities();

    /** Waits until what a server does for a new HTTP/2 connection is done; until then it may take frames out of order. */
    default void awaitConnected() {}

    /** Starts a server on a free port of the loopback interface. */
    RunningServer start(ServerSpec spec) throws Exception;
}
