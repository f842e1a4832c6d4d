package dev.curfew.it.timeout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.Watchdog;
import dev.curfew.it.FilterSpec;
import dev.curfew.it.RunningServer;
import dev.curfew.it.ServerBuilder;
import dev.curfew.it.ServletSpec;
import dev.curfew.it.Setup;
import dev.curfew.it.wire.Client;
import dev.curfew.servlet.RequestTimeoutFilter;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** An application with Curfew in a class loader of its own, as below {@code WEB-INF/lib}, and the server it runs in. */
final class RedeployedApp implements AutoCloseable {

    /** The name of the application's class loader. */
    static final String LOADER = "app";

    final RunningServer server;
    private final Collection<Thread> threads = ConcurrentHashMap.newKeySet();
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final CountDownLatch left;
    private final WeakReference<ClassLoader> loader;

    /** With Curfew's filter, or as a control without any; this many handlers will be stuck in it. */
    RedeployedApp(Setup setup, boolean filtered, int stuck) throws Exception {
        left = new CountDownLatch(stuck);
        ClassLoader own = new OwnClasses();
        loader = new WeakReference<>(own);
        ServerBuilder builder = setup.server()
                .classLoader(own)
                .listener(new Attributes())
                .servlet(ServletSpec.of("/*", RedeployedServlet.class.getName()));
        server = (filtered ? builder.filter(filter()) : builder).start();
    }

    private static FilterSpec filter() {
        return FilterSpec.of("curfew", RequestTimeoutFilter.class.getName())
                .initParam("timeout", "300ms")
                .initParam("grace", "100ms")
                .initParam("on-timeout", "abort")
                .initParam("routes", """
                        /interrupted on-timeout=interrupt
                        /cancelled on-timeout=cancel
                        /half timeout=600ms
                        /patient timeout=1m
                        /loaders timeout=1m
                        /leak timeout=1m
                        """);
    }

    /** Lets the stuck handlers go and waits until all have left. */
    boolean letGo() throws InterruptedException {
        letGo.countDown();
        return left.await(10, TimeUnit.SECONDS);
    }

    /** How many handlers are stuck, or will be. */
    long stuck() {
        return left.getCount();
    }

    /** The container's threads that served the application's requests. */
    Collection<Thread> threads() {
        return threads;
    }

    /**
     * Whether nothing holds on to the application's class loader, within this time. The server goes on being asked: a
     * container may keep the last connection that it handled until it handles another.
     */
    boolean isCollected(Duration patience) {
        try {
            Awaitility.await()
                    .atMost(patience)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        assertThat(notFound()).isEqualTo(404);
                        System.gc();
                        return loader.get() == null;
                    });
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    private int notFound() {
        try (Client client = server.client()) {
            return client.get("/loaders").await(Watched.PATIENCE).status();
        }
    }

    @Override
    public void close() {
        letGo.countDown();
        server.close();
    }

    private final class Attributes implements ServletContextListener {

        @Override
        public void contextInitialized(ServletContextEvent event) {
            event.getServletContext().setAttribute(RedeployedServlet.THREADS, threads);
            event.getServletContext().setAttribute(RedeployedServlet.LET_GO, letGo);
            event.getServletContext().setAttribute(RedeployedServlet.LEFT, left);
        }
    }

    /** Loads Curfew and the servlet itself, and leaves the rest to its parent. */
    private static final class OwnClasses extends URLClassLoader {

        OwnClasses() {
            super(
                    LOADER,
                    new URL[] {
                        placeOf(Watchdog.class), placeOf(RequestTimeoutFilter.class), placeOf(RedeployedServlet.class)
                    },
                    OwnClasses.class.getClassLoader());
        }

        private static URL placeOf(Class<?> type) {
            return type.getProtectionDomain().getCodeSource().getLocation();
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!isOwn(name)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }

        private static boolean isOwn(String name) {
            return name.startsWith(RedeployedServlet.class.getName())
                    || (name.startsWith("dev.curfew.") && !name.startsWith("dev.curfew.it."));
        }
    }
}
