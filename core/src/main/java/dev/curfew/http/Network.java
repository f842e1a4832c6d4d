package dev.curfew.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A network in CIDR notation; nothing is ever looked up. */
final class Network {

    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern IPV6 =
            Pattern.compile("(?=.*:)[0-9a-fA-F:][0-9a-fA-F:.]*"); // what Java looks up nowhere
    private static final int MAPPED = 96; // bits before an IPv4 address that is written as an IPv6 one

    private final byte[] address;
    private final int bits;

    private Network(byte[] address, int bits) {
        this.address = address;
        this.bits = bits;
    }

    /**
     * Reads {@code 10.0.0.0/8}, {@code fd00::/8}, or a single address.
     *
     * @throws IllegalArgumentException if the text is none of these
     */
    static Network parse(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        byte[] address = address(host);
        if (address.length == 0) {
            throw refused(text, "a network such as 10.0.0.0/8 or fd00::/8, or an address; names are not looked up");
        }
        boolean mapped = address.length == 4 && host.indexOf(':') >= 0;
        int least = mapped ? MAPPED : 0;
        int most = least + address.length * 8;
        long bits = slash < 0 ? most : Digits.read(text, slash + 1, text.length());
        if (bits < least || bits > most) {
            throw refused(text, "a prefix from " + least + " to " + most + " bits");
        }
        Network network = new Network(address, (int) bits - least);
        if (network.hasBitsBehindThePrefix()) {
            throw refused(text, "no bits set behind the prefix; write the network's first address");
        }
        return network;
    }

    private static IllegalArgumentException refused(String text, String expected) {
        return new IllegalArgumentException(text + " (expected: " + expected + ")");
    }

    /** The bytes of an address, or none if the text is not one. An IPv4 address that is mapped to IPv6 has four. */
    private static byte[] address(String text) {
        Matcher ipv4 = IPV4.matcher(text);
        if (ipv4.matches()) {
            return ipv4(ipv4);
        }
        try {
            return IPV6.matcher(text).matches() ? InetAddress.getByName(text).getAddress() : new byte[0];
        } catch (UnknownHostException e) {
            return new byte[0];
        }
    }

    /** Zeros before a number would have it octal for some. */
    private static byte[] ipv4(Matcher matcher) {
        byte[] address = new byte[4];
        for (int i = 0; i < 4; i++) {
            String group = matcher.group(i + 1);
            int value = Integer.parseInt(group);
            if (value > 255 || (group.length() > 1 && group.charAt(0) == '0')) {
                return new byte[0];
            }
            address[i] = (byte) value;
        }
        return address;
    }

    private boolean hasBitsBehindThePrefix() {
        for (int bit = bits; bit < address.length * 8; bit++) {
            if ((address[bit / 8] & (0x80 >> bit % 8)) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether the address is in the network; one that is mapped from IPv4 to IPv6 is an IPv4 address to Java. */
    boolean contains(InetAddress other) {
        byte[] bytes = other.getAddress();
        if (bytes.length != address.length) {
            return false;
        }
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) {
            if (bytes[i] != address[i]) {
                return false;
            }
        }
        int mask = 0xff00 >> bits % 8;
        return bits % 8 == 0 || ((bytes[whole] ^ address[whole]) & mask & 0xff) == 0;
    }
}
