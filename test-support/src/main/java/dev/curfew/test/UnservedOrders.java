package dev.curfew.test;

import java.util.List;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/** Ends what a test ordered with the test: the app's context may be the next test's too. */
final class UnservedOrders implements TestExecutionListener {

    @Override
    public void afterTestMethod(TestContext test) {
        if (!test.hasApplicationContext()) {
            return;
        }
        List<String> unserved = test.getApplicationContext().getBeanProvider(RequestTimeouts.class).stream()
                .flatMap(timeouts -> timeouts.takeUnserved().stream())
                .toList();
        if (!unserved.isEmpty()) {
            throw new AssertionError(String.join("; ", unserved));
        }
    }
}
