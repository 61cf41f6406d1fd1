package dev.headrace.api;

import dev.headrace.access.Caller;
import org.jspecify.annotations.Nullable;

/// Finds out who calls.
@FunctionalInterface
public interface SignIn {

    /// Who it is, with what it may do.
    ///
    /// @param authorization the header of that name, null where there is none
    /// @param address where the request comes from
    /// @param requestId what its log lines and its answer carry
    /// @throws dev.headrace.refusal.Refusal.Unauthenticated where nobody is known by it
    /// @throws dev.headrace.refusal.Refusal.TooMany where somebody guesses
    Caller caller(@Nullable String authorization, String address, String requestId);
}
