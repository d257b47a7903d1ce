"""The dashboard at /-/ml, and the JSON that its page asks for.

The page is the package's own files (lib/dashboard/, as npx sqml dashboard has them). What it asks is a SELECT on a
read connection, for actors who may execute SQL on that database, within Datasette's time limit; or the name of a
function that writes, for actors who may train, deploy or drop. It takes JSON only, which no form of another site
can send (skip_csrf in datasette_plugin.py).
"""

from __future__ import annotations

import base64
import json
import math
import sqlite3
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Dict, List, Optional
from weakref import WeakKeyDictionary

from datasette.database import QueryInterrupted
from datasette.utils import InvalidSql, validate_sql_select
from datasette.utils.asgi import Forbidden, Request, Response

import sqml
from sqml.datasette_access import DEPLOY, DROP, RIGHTS, TRAIN, database, may, may_query, write

if TYPE_CHECKING:
    from datasette.app import Datasette

ROOT = "/-/ml"
FILES = {
    "": ("index.html", "text/html; charset=utf-8"),
    "dashboard.js": ("dashboard.js", "text/javascript; charset=utf-8"),
    "dashboard.css": ("dashboard.css", "text/css; charset=utf-8"),
}
# As npx sqml dashboard has them: lib/dashboard/page.ts, written here by the build.
HEADERS = json.loads((Path(__file__).parent / "headers.json").read_text(encoding="utf-8"))

_EXACT = 2**53
_NAMES = {"train": TRAIN, "deploy": DEPLOY, "drop": DROP}


class Running:
    """What writes at the moment: its statement, its connection, since when."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.since = time.monotonic()
        self.conn: Optional[sqlite3.Connection] = None
        self.is_cancelled = False


_running: WeakKeyDictionary[Any, Running] = WeakKeyDictionary()


async def page(request: Request, datasette: Datasette) -> Response:
    """The page's own files."""
    name = request.url_vars["file"]
    if name is None:  # so that the page's addresses, which are relative, lead here
        return Response.redirect(datasette.urls.path(f"{ROOT}/"))
    try:
        db = database(datasette)
    except LookupError as error:
        return Response.text(f"sqml: {error}", status=404)
    if not await may_query(datasette, request.actor, db):
        raise Forbidden("execute-sql")
    file, content_type = FILES[name]
    body = (Path(__file__).parent / "dashboard" / file).read_text(encoding="utf-8")
    return Response(body, content_type=content_type, headers=HEADERS)


async def api(request: Request, datasette: Datasette) -> Response:
    """One of the page's questions."""
    if request.method != "POST":
        return _failure(405, "POST a JSON object")
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        return _failure(415, "the content type must be application/json")
    try:
        db = database(datasette)
        body = json.loads(await request.post_body() or b"{}")
        if not isinstance(body, dict):
            raise ValueError("the body must be a JSON object")
    except (LookupError, ValueError) as error:
        return _failure(400, str(error))
    if not await may_query(datasette, request.actor, db):
        return _failure(403, "permission denied: execute-sql")
    answer = {"state": _state, "query": _query, "run": _run, "cancel": _cancel}[request.url_vars["what"]]
    try:
        return Response.json(await answer(datasette, request.actor, body), headers=HEADERS)
    except PermissionError as error:
        return _failure(403, str(error))
    except QueryInterrupted:
        limit = datasette.setting("sql_time_limit_ms")
        return _said(f"this took longer than Datasette's sql_time_limit_ms of {limit} ms")
    except (InvalidSql, LookupError, OverflowError, UnicodeError, ValueError, sqlite3.Error) as error:
        return _said(str(error))  # what SQLite refuses is an answer, too


async def _state(datasette: Datasette, actor: Any, body: Dict[str, Any]) -> Dict[str, Any]:
    running = _running.get(datasette)
    return {
        "database": database(datasette).name,
        "version": version("sqml"),
        "rights": [name for name, action in _NAMES.items() if await may(datasette, actor, action)],
        "running": running
        and {
            "text": running.text,
            "seconds": time.monotonic() - running.since,
            "progress": _progress(),
        },
    }


def _progress() -> Optional[Dict[str, Any]]:
    """How far the training is, from a connection of its own: sqml_progress() knows of all of this process."""
    conn = sqlite3.connect(":memory:")
    try:
        sqml.load(conn)
        row = conn.execute("SELECT phase, done, total, seconds_left FROM sqml_progress() LIMIT 1").fetchone()
    except sqlite3.Error:
        return None
    finally:
        conn.close()
    return row and dict(zip(("phase", "done", "total", "secondsLeft"), row))


async def _query(datasette: Datasette, actor: Any, body: Dict[str, Any]) -> Dict[str, Any]:
    sql = body.get("sql")
    if not isinstance(sql, str):
        raise ValueError("sql must be text")
    validate_sql_select(sql)
    results = await database(datasette).execute(sql, _values(body.get("params")), log_sql_errors=False)
    return {"columns": results.columns, "rows": [[_sent(cell) for cell in row] for row in results.rows]}


async def _run(datasette: Datasette, actor: Any, body: Dict[str, Any]) -> Dict[str, Any]:
    name = body.get("name")
    if name not in RIGHTS:
        raise ValueError(f"name must be one of {', '.join(RIGHTS)}")
    if not await may(datasette, actor, RIGHTS[name]):
        raise PermissionError(f"permission denied: {RIGHTS[name]}")
    if datasette in _running:
        raise ValueError(f"{_running[datasette].text} still runs")
    values = _values(body.get("args"))
    running = _running[datasette] = Running(f"SELECT {name}({', '.join(_literal(value) for value in values)})")

    def work(conn: sqlite3.Connection) -> Any:
        running.conn = conn
        try:
            sql = f"SELECT {name}({', '.join('?' * len(values))})"
            return conn.execute(sql, values).fetchall()[0][0]
        finally:
            running.conn = None

    try:
        return {"value": _sent(await write(database(datasette), work))}
    except sqlite3.OperationalError as error:
        if running.is_cancelled:
            raise ValueError("cancelled; the database is as it was before") from error
        raise
    finally:
        del _running[datasette]


async def _cancel(datasette: Datasette, actor: Any, body: Dict[str, Any]) -> Dict[str, Any]:
    if not await may(datasette, actor, TRAIN):
        raise PermissionError(f"permission denied: {TRAIN}")
    running = _running.get(datasette)
    if running is not None and running.conn is not None:
        running.is_cancelled = True
        running.conn.interrupt()
    return {}


def _sent(value: Any) -> Any:
    """A value of SQLite's as lib/dashboard/wire.ts has it."""
    if isinstance(value, int) and abs(value) >= _EXACT:
        return {"i": str(value)}
    if isinstance(value, float) and not math.isfinite(value):
        return {"f": "Infinity" if value > 0 else "-Infinity"}
    if isinstance(value, bytes):
        return {"b": base64.b64encode(value).decode("ascii")}
    return value


def _values(sent: Any) -> List[Any]:
    if sent is None:
        return []
    if not isinstance(sent, list):
        raise ValueError("parameters must be an array")
    return [_value(value) for value in sent]


def _value(sent: Any) -> Any:
    if sent is None or isinstance(sent, str):
        return sent
    if isinstance(sent, (int, float)) and not isinstance(sent, bool):
        return float(sent)
    if isinstance(sent, dict) and len(sent) == 1:
        kind, text = next(iter(sent.items()))
        if kind == "i" and isinstance(text, str):
            return int(text)
        if kind == "f" and isinstance(text, str):
            return float(text)
        if kind == "b" and isinstance(text, str):
            return base64.b64decode(text)
    raise ValueError(f'a value must be a number, text, null, {{"i"}}, {{"f"}} or {{"b"}}, got {json.dumps(sent)}')


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


def _said(message: str) -> Response:
    return Response.json({"error": message}, headers=HEADERS)


def _failure(status: int, message: str) -> Response:
    return Response.json({"error": message}, status=status, headers=HEADERS)
