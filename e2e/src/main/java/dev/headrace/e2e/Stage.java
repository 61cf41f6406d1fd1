package dev.headrace.e2e;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;

/// One run of `load` over an input.
///
/// @param files makes the input: given its folder and the number of rows that the whole should have
/// @param arguments of `load`; `{in}` stands for the input's folder
/// @param standardInput given the number of rows
/// @param sql what people do to the database after it, as its superuser
record Stage(
        ObjIntConsumer<Path> files, List<String> arguments, Feed standardInput, List<String> sql) {

    /// Standard input for a number of rows.
    @FunctionalInterface
    interface Feed {
        StandardInput of(int rows);
    }

    static Stage of(ObjIntConsumer<Path> files, String... arguments) {
        return new Stage(files, List.of(arguments), _ -> StandardInput.nothing(), List.of());
    }

    Stage fedBy(Feed feed) {
        return new Stage(files, arguments, feed, sql);
    }

    Stage then(String... statements) {
        return new Stage(files, arguments, standardInput, List.of(statements));
    }

    /// The command, once the files are there.
    HeadraceCommand command(Path folder, int rows, String url) {
        List<String> all = new ArrayList<>(List.of("load"));
        for (String argument : arguments) {
            all.add(argument.replace("{in}", folder.toString()));
        }
        all.addAll(List.of("--to", url, "--json"));
        return HeadraceCommand.of(all).fedBy(standardInput.of(rows));
    }
}
