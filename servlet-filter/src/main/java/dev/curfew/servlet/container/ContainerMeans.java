package dev.curfew.servlet.container;

import jakarta.servlet.ServletRequest;
import java.io.IOException;

/** What one container can do to a connection or stream; see {@link ConnectionBreaker}. */
interface ContainerMeans {

    void breakOff(ServletRequest request, boolean idle) throws ReflectiveOperationException, IOException;

    void hangUp(ServletRequest request, boolean idle) throws ReflectiveOperationException, IOException;

    boolean completesAfterBreak();
}
