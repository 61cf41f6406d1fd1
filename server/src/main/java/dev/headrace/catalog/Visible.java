package dev.headrace.catalog;

import java.util.Collection;
import java.util.List;

/// Which rows of a list a caller may see.
///
/// @param all every one; then `ids` says nothing
public record Visible(boolean all, Collection<String> ids) {
    public static final Visible EVERYTHING = new Visible(true, List.of());

    public static Visible only(Collection<String> ids) {
        return new Visible(false, List.copyOf(ids));
    }
}
