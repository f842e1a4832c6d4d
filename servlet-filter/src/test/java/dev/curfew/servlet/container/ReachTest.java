package dev.curfew.servlet.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ReachTest {

    private static final int CALLS = 1_000;

    /** Of the container. */
    static class Connection {

        private final String channel = "channel";

        String getChannel() {
            return channel;
        }
    }

    /** One that is derived from it. */
    static final class SecureConnection extends Connection {

        @Override
        String getChannel() {
            return "secure";
        }
    }

    private static void reach(Object target) throws ReflectiveOperationException {
        for (int i = 0; i < CALLS; i++) {
            Object unused = Reach.field(target, "channel");
            unused = Reach.call(target, "getChannel");
        }
    }

    @Test
    void membersAreLookedUpOnce() throws Exception {
        Connection target = new Connection();
        reach(target);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        reach(target);
        long each = (threads.getCurrentThreadAllocatedBytes() - before) / CALLS;
        assertThat(each).isLessThan(200);
    }

    @Test
    void eachClassHasItsOwnMembers() throws Exception {
        for (int i = 0; i < 2; i++) {
            assertThat(Reach.call(new Connection(), "getChannel")).isEqualTo("channel");
            assertThat(Reach.call(new SecureConnection(), "getChannel")).isEqualTo("secure");
            assertThat(Reach.field(new SecureConnection(), "channel")).isEqualTo("channel");
        }
    }

    @Test
    void memberThatIsMissingIsSaid() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> Reach.call(new Connection(), "getOther"))
                    .isInstanceOf(NoSuchMethodException.class)
                    .hasMessageContaining("getOther");
            assertThatThrownBy(() -> Reach.field(new Connection(), "other"))
                    .isInstanceOf(NoSuchFieldException.class)
                    .hasMessageContaining("other");
        }
    }

    /** What a web app's loader, with a copy of this library below WEB-INF/lib, leaves with classes of the container. */
    private static WeakReference<ClassLoader> reachedByAnApp(Object target) throws Exception {
        URL library = Reach.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader app = new URLClassLoader(new URL[] {library}, null)) {
            Class<?> reach = app.loadClass(Reach.class.getName());
            Method field = reach.getDeclaredMethod("field", Object.class, String.class);
            Method call = reach.getDeclaredMethod("call", Object.class, String.class, Object[].class);
            field.setAccessible(true);
            call.setAccessible(true);
            assertThat(field.invoke(null, target, "channel")).isEqualTo("channel");
            assertThat(call.invoke(null, target, "getChannel", new Object[0])).isEqualTo("channel");
            return new WeakReference<>(app);
        }
    }

    @Test
    void loaderOfAnAppThatIsGoneIsFree() throws Exception {
        Connection target = new Connection();
        WeakReference<ClassLoader> app = reachedByAnApp(target);
        Awaitility.await().until(() -> {
            System.gc();
            return app.get() == null;
        });
        assertThat(target.getChannel()).isEqualTo("channel");
    }
}
