package dev.headrace.api;

import java.time.Duration;
import java.util.List;

/// Opens a stream of events that lasts as long as there is something to tell.
@FunctionalInterface
interface Streamer {

    /// One event.
    ///
    /// @param id by which a client that was cut off says where to go on; from 1, rising
    record Event(int id, Members data) {}

    /// What there is to send.
    ///
    /// @param ended whether nothing follows
    record Part(List<Event> events, boolean ended) {}

    /// What is told, part by part. For one thread.
    @FunctionalInterface
    interface Stream {

        /// What has come since the last call.
        ///
        /// @return without events where there were none for that long
        Part next(Duration patience) throws InterruptedException;
    }

    /// Refuses what [Endpoint.Handler#handle] would refuse.
    ///
    /// @param after the last event that the client has, 0 for none
    Stream open(Call call, int after);
}
