package dev.curfew.it.tomcat;

import dev.curfew.it.ServerSpec;
import dev.curfew.it.TestCertificate;
import java.io.IOException;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;

/** NIO connectors on the loopback interface. */
final class TomcatConnectors {

    private TomcatConnectors() {}

    static Connector connector(ServerSpec spec) throws IOException, InterruptedException {
        Http11NioProtocol protocol = new Http11NioProtocol();
        protocol.setMaxThreads(spec.maxThreads());
        protocol.setMinSpareThreads(Math.min(4, spec.maxThreads()));
        if (spec.virtualThreads()) {
            protocol.setExecutor(new VirtualThreadExecutor("tomcat-virtual-"));
        }
        Connector connector = new Connector(protocol);
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        if (spec.sendBuffer() > 0) {
            connector.setProperty("socket.txBufSize", Integer.toString(spec.sendBuffer()));
        }
        if (spec.protocol().isHttp2()) {
            Http2Protocol http2 = new Http2Protocol();
            http2.setOverheadResetFactor(
                    0); // or else a connection is closed for its resets, which the stress would reach
            connector.addUpgradeProtocol(http2);
        }
        if (spec.protocol().isTls()) {
            encrypt(connector, protocol);
        }
        return connector;
    }

    private static void encrypt(Connector connector, Http11NioProtocol protocol)
            throws IOException, InterruptedException {
        SSLHostConfig host = new SSLHostConfig();
        SSLHostConfigCertificate certificate =
                new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
        certificate.setCertificateKeystoreFile(TestCertificate.keyStore().toString());
        certificate.setCertificateKeystorePassword(TestCertificate.PASSWORD);
        certificate.setCertificateKeystoreType("PKCS12");
        host.addCertificate(certificate);
        protocol.setSSLEnabled(true);
        connector.setScheme("https");
        connector.setSecure(true);
        connector.addSslHostConfig(host);
    }
}
