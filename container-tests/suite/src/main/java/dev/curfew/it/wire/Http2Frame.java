package dev.curfew.it.wire;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** One frame of RFC 9113 §4.1. */
record Http2Frame(int type, int flags, int streamId, byte[] payload) {

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PUSH_PROMISE = 5;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int ACK = 1;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    static final int PADDED = 8;
    static final int PRIORITY = 32;

    private static final int HEADER_LENGTH = 9;

    static Http2Frame read(DataInputStream in) throws IOException {
        byte[] header = new byte[HEADER_LENGTH];
        in.readFully(header);
        ByteBuffer buffer = ByteBuffer.wrap(header);
        int length = (buffer.getShort() & 0xffff) << 8 | buffer.get() & 0xff;
        int type = buffer.get();
        int flags = buffer.get() & 0xff;
        int streamId = buffer.getInt() & 0x7fffffff;
        byte[] payload = new byte[length];
        in.readFully(payload);
        return new Http2Frame(type, flags, streamId, payload);
    }

    static Http2Frame ofInts(int type, int streamId, int... values) {
        ByteBuffer payload = ByteBuffer.allocate(4 * values.length);
        Arrays.stream(values).forEach(payload::putInt);
        return new Http2Frame(type, 0, streamId, payload.array());
    }

    byte[] encoded() {
        ByteBuffer buffer = ByteBuffer.allocate(HEADER_LENGTH + payload.length);
        buffer.put((byte) (payload.length >> 16)).putShort((short) payload.length);
        buffer.put((byte) type).put((byte) flags).putInt(streamId).put(payload);
        return buffer.array();
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** The 32 bits at this offset. */
    int intAt(int offset) {
        return ByteBuffer.wrap(payload).getInt(offset);
    }

    /** The payload of DATA or HEADERS without padding and priority. */
    ByteBuffer content() {
        int start = has(PADDED) ? 1 : 0;
        int end = payload.length - (has(PADDED) ? payload[0] & 0xff : 0);
        if (type == HEADERS && has(PRIORITY)) {
            start += 5;
        }
        return ByteBuffer.wrap(payload, start, end - start);
    }
}
