"""Runs commands of fivetran-cli, unmodified but for the address that it calls.

Each line of standard input is a JSON list of arguments, each line of standard output what came of
it. Every command is a process of its own, with the exit status and output that a shell would see;
it is forked from here so that Python starts once. An empty list asks for all commands there are.
"""
import importlib.util
import json
import os
import sys
import tempfile

# The package copies the address while it is imported, so it is set before that.
package = importlib.util.find_spec("fivetran_cli").submodule_search_locations[0]
spec = importlib.util.spec_from_file_location(
    "fivetran_cli.constants", os.path.join(package, "constants.py"))
constants = importlib.util.module_from_spec(spec)
spec.loader.exec_module(constants)
constants.DEFAULT_BASE_URL = os.environ["HEADRACE_BASE"]
sys.modules["fivetran_cli.constants"] = constants

import argparse  # noqa: E402

from fivetran_cli import run  # noqa: E402
from fivetran_cli.cli_utils.parser import build_parser  # noqa: E402


def commands(parser, words):
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                yield from commands(inner, words + [name])
            return
    handler = parser.get_default("handler")
    if handler is not None:
        endpoint = handler.__closure__[0].cell_contents
        yield {"words": " ".join(words[1:]), "method": endpoint.method,
               "path": endpoint.path_template, "ids": list(endpoint.id_args),
               "destructive": endpoint.destructive}


def perform(arguments):
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        child = os.fork()
        if child == 0:
            status = 70
            try:
                os.dup2(out.fileno(), 1)
                os.dup2(err.fileno(), 2)
                os.close(0)
                status = run(arguments, stdout=out, stderr=err)
            except SystemExit as exit_:
                status = exit_.code if isinstance(exit_.code, int) else 1
            finally:
                out.flush()
                err.flush()
                os._exit(status)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        out.seek(0)
        err.seek(0)
        return {"exit": status, "stdout": out.read(), "stderr": err.read()}


for line in sys.stdin:
    asked = json.loads(line)
    answer = perform(asked) if asked else list(commands(build_parser(), []))
    print("answer:" + json.dumps(answer), flush=True)
