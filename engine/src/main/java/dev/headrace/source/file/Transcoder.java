package dev.headrace.source.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/// Turns text of any encoding into UTF-8. What the encoding does not allow becomes a byte that
/// UTF-8 does not allow, so that it is found where every such byte is found: in its cell, with its
/// line.
final class Transcoder extends InputStream {
    private static final int CHARS = 32 * 1024;
    private static final int BYTES_PER_CHAR_MAX = 3;
    private static final byte NO_UTF8 = (byte) 0xFF;

    private final InputStream encoded;
    private final CharsetDecoder decoder;
    private final ByteBuffer in = ByteBuffer.allocate(2 * CHARS).flip();
    private final CharBuffer chars = CharBuffer.allocate(CHARS);
    private final byte[] out = new byte[(CHARS + 1) * BYTES_PER_CHAR_MAX];
    private int position;
    private int limit;
    private char highSurrogate;
    private boolean inputEnded;
    private boolean ended;

    Transcoder(InputStream encoded, Charset charset) {
        this.encoded = encoded;
        this.decoder =
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        while (position == limit) {
            if (ended) {
                return -1;
            }
            decode();
        }
        int many = Math.min(length, limit - position);
        System.arraycopy(out, position, target, offset, many);
        position += many;
        return many;
    }

    private void decode() throws IOException {
        position = 0;
        limit = 0;
        chars.clear();
        CoderResult result = decoder.decode(in, chars, inputEnded);
        encode();
        if (result.isError()) {
            in.position(in.position() + result.length());
            out[limit++] = NO_UTF8;
        } else if (result.isUnderflow() && inputEnded) {
            chars.clear();
            decoder.flush(chars);
            encode();
            ended = true;
        } else if (result.isUnderflow()) {
            in.compact();
            int got = encoded.read(in.array(), in.position(), in.remaining());
            inputEnded = got <= 0;
            in.position(in.position() + Math.max(0, got));
            in.flip();
        }
    }

    private void encode() {
        chars.flip();
        while (chars.hasRemaining()) {
            char c = chars.get();
            if (Character.isHighSurrogate(c)) {
                highSurrogate = c;
            } else if (Character.isLowSurrogate(c)) {
                limit = Utf8.encode(Character.toCodePoint(highSurrogate, c), out, limit);
            } else {
                limit = Utf8.encode(c, out, limit);
            }
        }
    }

    @Override
    public void close() throws IOException {
        encoded.close();
    }
}
