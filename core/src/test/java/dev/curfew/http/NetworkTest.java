package dev.curfew.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "172.16.0.0/12, 172.31.255.255, true",
        "172.16.0.0/12, 172.32.0.0, false",
        "192.168.7.0/24, 192.168.7.9, true",
        "192.168.7.0/24, 192.168.6.255, false",
        "192.168.7.128/25, 192.168.7.127, false",
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1, 127.0.0.2, false",
        "127.0.0.1/32, 127.0.0.1, true",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, ::1, false",
        "::/0, ::1, true",
        "::/0, 10.0.0.1, false",
        "::1, ::1, true",
        "::1, ::2, false",
        "::1, 127.0.0.1, false",
        "fd00::/8, fdab:12::9, true",
        "fd00::/8, fe80::1, false",
        "2001:db8:0:8000::/49, 2001:db8:0:ffff::1, true",
        "2001:db8:0:8000::/49, 2001:db8:0:7fff::1, false",
        "fe80::/10, fe80::1, true",
        "10.0.0.0/8, ::ffff:10.1.2.3, true",
        "::ffff:10.0.0.0/104, 10.1.2.3, true",
        "::ffff:10.0.0.0/104, 11.1.2.3, false",
        "::ffff:10.1.2.3, 10.1.2.3, true"
    })
    void holdsTheAddressesThatShareItsPrefix(String network, String address, boolean expected)
            throws UnknownHostException {
        assertThat(Network.parse(network).contains(InetAddress.getByName(address)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/8",
                "localhost",
                "proxy.internal",
                "proxy.internal/24",
                "10",
                "10.0",
                "10.0.0",
                "10.0.0.0.0/8",
                "256.0.0.0/8",
                "010.0.0.0/8",
                "0x0a.0.0.0",
                "10.0.0.*",
                " 10.0.0.0/8",
                "[::1]",
                "::1%eth0",
                "fe80::1%2",
                ":::1",
                "1::2::3",
                "12345::",
                "ab:cd",
                ".:",
                "dead.beef:1",
                "::ffff:10.0.0.256"
            })
    void whatIsNoAddressIsRefusedAndNotLookedUp(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Network.parse(text))
                .withMessage(
                        text
                                + " (expected: a network such as 10.0.0.0/8 or fd00::/8, or an address; names are not looked up)");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/33, 0 to 32",
        "10.0.0.0/-1, 0 to 32",
        "10.0.0.0/, 0 to 32",
        "10.0.0.0/8/8, 0 to 32",
        "10.0.0.0/255.0.0.0, 0 to 32",
        "::1/129, 0 to 128",
        "::ffff:10.0.0.0/8, 96 to 128",
        "10.0.0.0/9999999999999999999999, 0 to 32"
    })
    void prefixIsBounded(String text, String bounds) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Network.parse(text))
                .withMessage(text + " (expected: a prefix from " + bounds + " bits)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1/8", "192.168.7.128/24", "::1/64", "0.0.0.1/0", "10.0.0.1/31"})
    void addressInsideANetworkIsRefusedInItsPlace(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Network.parse(text))
                .withMessage(text + " (expected: no bits set behind the prefix; write the network's first address)");
    }
}
