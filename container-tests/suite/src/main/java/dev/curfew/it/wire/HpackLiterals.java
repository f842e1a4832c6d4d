package dev.curfew.it.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes a header block with literals only, never indexed, never Huffman (RFC 7541 §6.2.2): no state to get wrong. */
final class HpackLiterals {

    private final ByteArrayOutputStream block = new ByteArrayOutputStream();

    HpackLiterals add(String name, String value) {
        block.write(0);
        string(name);
        string(value);
        return this;
    }

    private void string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        length(bytes.length);
        block.writeBytes(bytes);
    }

    private void length(int length) {
        if (length < 127) {
            block.write(length);
            return;
        }
        block.write(127);
        int rest = length - 127;
        while (rest >= 128) {
            block.write(rest & 127 | 128);
            rest >>= 7;
        }
        block.write(rest);
    }

    byte[] bytes() {
        return block.toByteArray();
    }
}
