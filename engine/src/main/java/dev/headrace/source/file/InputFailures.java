package dev.headrace.source.file;

import com.github.luben.zstd.ZstdIOException;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.FailurePlace;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CancellationException;
import java.util.zip.ZipException;

/// Translates what the system and the decompressors say into our failures.
final class InputFailures {
    private InputFailures() {}

    /// What to throw: a [Failure], or a [CancellationException] where the thread was interrupted;
    /// its interrupt flag stays set.
    static RuntimeException of(IOException e, InputFile file) {
        if (e instanceof ClosedByInterruptException || e instanceof InterruptedIOException) {
            return new CancellationException("Reading '%s' was interrupted.".formatted(file.key()));
        }
        return failure(e, file).at(FailurePlace.ofFile(file.key(), 0));
    }

    private static Failure failure(IOException e, InputFile file) {
        String name = file.key();
        if (e instanceof EOFException || isCutZstd(e)) {
            return Failure.of(
                    FailureCode.FILE_TRUNCATED,
                    "'%s' is compressed and cut short.".formatted(name),
                    e);
        } else if (e instanceof ZipException || e instanceof ZstdIOException) {
            return Failure.of(
                    FailureCode.FILE_CORRUPT, "'%s' cannot be unpacked.".formatted(name), e);
        } else if (e instanceof NoSuchFileException) {
            return Failure.of(
                    FailureCode.FILE_NOT_FOUND, "'%s' is no longer there.".formatted(name), e);
        }
        return Failure.of(FailureCode.FILE_UNREADABLE, "'%s' cannot be read.".formatted(name), e);
    }

    private static boolean isCutZstd(IOException e) {
        return e instanceof ZstdIOException && String.valueOf(e.getMessage()).contains("Truncated");
    }
}
