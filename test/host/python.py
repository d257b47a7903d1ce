"""One connection of Python's sqlite3 module with sqml, driven by lines of JSON (test/host/program.ts)."""

import json
import sqlite3
import sys

MARKER = "--- sqml test: end of statement ---"
TYPES = {int: "integer", float: "real", str: "text", bytes: "blob", type(None): "null"}


def tagged(value):
    """[type, text]: JSON's own numbers would lose 64-bit integers and infinities."""
    text = value.hex() if isinstance(value, bytes) else repr(value) if isinstance(value, float) else value
    return [TYPES[type(value)], None if value is None else str(text)]


def answer(connection, request):
    # A handler that says stop at its n-th turn, one turn each 1000 steps of SQLite's machine.
    turns = request.get("interrupt_at", 0)
    count = 0

    def handler():
        nonlocal count
        count += 1
        return turns > 0 and count >= turns

    connection.set_progress_handler(handler if turns > 0 else None, request.get("steps", 1000))
    try:
        cursor = connection.execute(request["sql"])
        names = [column[0] for column in cursor.description or []]
        return {"names": names, "rows": [[tagged(value) for value in row] for row in cursor.fetchall()]}
    except sqlite3.Error as error:
        return {"error": str(error)}
    finally:
        connection.set_progress_handler(None, 0)


def main():
    name, extension = sys.argv[1:]
    connection = sqlite3.connect(name, uri=True, isolation_level=None)
    connection.enable_load_extension(True)
    connection.load_extension(extension)
    for line in sys.stdin:
        print(json.dumps(answer(connection, json.loads(line))))
        print(MARKER, flush=True)


main()
