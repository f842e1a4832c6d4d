package dev.curfew.http.apache;

import dev.curfew.http.OutgoingCall;
import java.io.IOException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;

/** One attempt of a call: a connection that was closed to end the call is no reason for another one. */
final class BoundAttempt implements ExecChainHandler {

    static final String CALL = "dev.curfew.call";

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        if (!(scope.clientContext.getAttribute(CALL) instanceof OutgoingCall call)) {
            return chain.proceed(request, scope);
        }
        call.throwIfEnded();
        try {
            return chain.proceed(request, scope);
        } catch (IOException e) {
            throw call.failure(e);
        }
    }
}
