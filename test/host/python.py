"""One connection of Python's sqlite3 module with sqml, driven by lines of JSON (test/host/program.ts)."""

import json
import sqlite3
import sys
import threading

MARKER = "--- sqml test: end of statement ---"
TYPES = {int: "integer", float: "real", str: "text", bytes: "blob", type(None): "null"}


def tagged(value):
    """[type, text]: JSON's own numbers would lose 64-bit integers and infinities."""
    text = value.hex() if isinstance(value, bytes) else repr(value) if isinstance(value, float) else value
    return [TYPES[type(value)], None if value is None else str(text)]


class Other:
    """A second connection that acts when the first is about to run an inner statement (test/host/program.ts, meanwhile)."""

    def __init__(self, name, extension, connection, request):
        self.before = request["before"]
        self.nth = request.get("nth", 1)
        self.nth = request.get("nth", 1)
        self.later = request.get("later")
        self.request = request
        self.said = []
        self.connection = connection
        self.timer = None
        self.other = opened(name, extension)

    def traced(self, statement):
        if self.before not in statement or self.request is None:
            return
        self.nth -= 1
        if self.nth > 0:
            return
        self.nth -= 1
        if self.nth > 0:
            return
        request, self.request = self.request, None
        for sql in request["sql"]:
            self.run(sql)
        if self.later:
            self.timer = threading.Timer(self.later["ms"] / 1000, self.act_later)
            self.timer.start()

    def act_later(self):
        if self.later.get("interrupt"):
            self.connection.interrupt()
        for sql in self.later.get("sql", []):
            self.run(sql)

    def run(self, sql):
        try:
            rows = self.other.execute(sql).fetchall()
            self.said.append(str(rows[0][0]) if rows else "")
        except sqlite3.Error as error:
            self.said.append(str(error))

    def close(self):
        if self.timer:
            self.timer.join()
        self.other.close()


def opened(name, extension):
    connection = sqlite3.connect(name, uri=True, isolation_level=None, check_same_thread=False)
    connection.enable_load_extension(True)
    connection.load_extension(extension)
    return connection


def answer(connection, request, name, extension):
    for category, most in request.get("limits", []):
        connection.setlimit(category, most)
    other = None
    if "meanwhile" in request:
        other = Other(name, extension, connection, request["meanwhile"])
        connection.set_trace_callback(other.traced)
    result = executed(connection, request)
    if other:
        connection.set_trace_callback(None)
        other.close()
        result["meanwhile"] = other.said
    return result


def executed(connection, request):
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
        return {"error": str(error), "code": getattr(error, "sqlite_errorname", None)}
    finally:
        connection.set_progress_handler(None, 0)


def main():
    name, extension = sys.argv[1:]
    connection = opened(name, extension)
    for line in sys.stdin:
        print(json.dumps(answer(connection, json.loads(line), name, extension)))
        print(MARKER, flush=True)


main()
