package dev.headrace.access;

/// What something is done to. Rights cascade from the account to its groups (each with its
/// destination) to their connections.
public sealed interface Resource {

    /// The account itself: users, teams, what all destinations share.
    record Account() implements Resource {}

    /// A group and its destination, which share an id.
    record Group(String id) implements Resource {}

    /// A connection in a group.
    record Connection(String id, String groupId) implements Resource {}

    record Team(String id) implements Resource {}
}
