"""The Datasette plugin: the sqml_ functions on every connection, and a route that trains.

Datasette reads through connections that can't write. On them, and so on its SQL pages, are `sqml_predict` and
all functions that read; what writes or changes the connection is not. A connection that writes has all
functions, and training has a route of its own, on the write connection of one database:

    POST /-/sqml/train    Content-Type: application/json
    {"experiment_name": "Iris prediction", "prediction_type": "classification",
     "algorithm": "svc", "dataset": "dataset_iris", "target": "target", "options": {"C": 10}}

It answers what `sqml_train` answers; or 400 with SQLite's message, 403 to an actor who may not train.

Settings, all optional, under `plugins: sqml:` (or `datasette-ml`, the name that the Python plugin had):

    db      the database to train in; its sqml_ tables are made at the start. Left out, it is the one
            database that can be written, and its tables are made by the first training.
    allow   an allow block: who may train. Left out, it is whoever has the permission `sqml-train`, which
            root has.

Whoever may train may read every table of that database: `dataset` can be any SELECT.
"""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any, Awaitable, Callable, Dict, List, Optional, Tuple

from datasette import hookimpl
from datasette.utils import StartupError, actor_matches_allow
from datasette.utils.asgi import Request, Response

import sqml

if TYPE_CHECKING:  # datasette.app imports its plugins
    from datasette.app import Datasette
    from datasette.database import Database

TRAIN = "sqml-train"
TRAIN_PATH = "/-/sqml/train"
ARGUMENTS = ["experiment_name", "prediction_type", "algorithm", "dataset", "target"]

Actor = Optional[Dict[str, Any]]


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    sqml.load(conn, predict_only=not _can_write(conn))


def _can_write(conn: sqlite3.Connection) -> bool:
    """Whether the connection may write its database, without asking for a lock.

    A BEGIN IMMEDIATE that SQLite compiles for a database opened read-only takes no write transaction.
    """
    if conn.execute("PRAGMA query_only").fetchone()[0]:
        return False
    steps = conn.execute("EXPLAIN BEGIN IMMEDIATE").fetchall()
    return any(opcode == "Transaction" and (p1, p2) == (0, 1) for _, opcode, p1, p2, *_ in steps)


@hookimpl
def startup(datasette: Datasette) -> Optional[Callable[[], Awaitable[None]]]:
    if "db" not in _settings(datasette):
        return None

    async def setup() -> None:
        try:
            await _ask(_database(datasette), "SELECT sqml_setup()")
        except (LookupError, sqlite3.Error) as error:
            raise StartupError(f"sqml: {error}") from error

    return setup


@hookimpl
def register_routes() -> List[Tuple[str, Callable[..., Awaitable[Response]]]]:
    return [(rf"^{TRAIN_PATH}$", train)]


@hookimpl
def skip_csrf(scope: Dict[str, Any]) -> bool:
    """JSON needs no CSRF token: a page of another site can't send it with the visitor's cookies."""
    return scope["path"].endswith(TRAIN_PATH) and _is_json(dict(scope["headers"]).get(b"content-type", b""))


@hookimpl
def permission_allowed(actor: Actor, action: str) -> Optional[bool]:
    """Datasette before 1.0: root may train; other plugins may allow others."""
    return True if action == TRAIN and actor and actor.get("id") == "root" else None


@hookimpl
def register_actions() -> List[Any]:
    """Datasette 1.0: root may train, and whom `permissions: sqml-train:` names."""
    from datasette.permissions import Action

    return [Action(name=TRAIN, description="Train models with sqml")]


async def train(request: Request, datasette: Datasette) -> Response:
    if request.method != "POST":
        return _failure(405, f"POST a JSON object with {', '.join(ARGUMENTS)} and, if you like, options")
    if not await _may_train(datasette, request.actor):
        return _failure(403, f"permission denied: {TRAIN}")
    if not _is_json(request.headers.get("content-type", "").encode()):
        return _failure(400, "the content type must be application/json")
    try:
        body = json.loads(await request.post_body())
    except ValueError as error:
        return _failure(400, f"the body is not JSON: {error}")
    if not isinstance(body, dict):
        return _failure(400, "the body must be a JSON object")
    unknown = set(body) - {*ARGUMENTS, "options"}
    if unknown:
        known = ", ".join([*ARGUMENTS, "options"])
        return _failure(400, f"unknown key '{min(unknown)}'; there are {known}")
    # Lists and objects would not bind; sqml_train says what is wrong with their text.
    values = [body.get(name) for name in ARGUMENTS]
    values = [json.dumps(value) if isinstance(value, (dict, list)) else value for value in values]
    options = body.get("options")
    values.append(json.dumps({} if options is None else options))
    try:
        answer = await _ask(_database(datasette), "SELECT sqml_train(?, ?, ?, ?, ?, ?)", values)
    except (LookupError, OverflowError, UnicodeError, sqlite3.Error) as error:
        return _failure(400, str(error))
    return Response.json(json.loads(answer))


async def _may_train(datasette: Datasette, actor: Actor) -> bool:
    allow = _settings(datasette).get("allow")
    if allow is not None:
        return actor_matches_allow(actor, allow)
    if hasattr(datasette, "allowed"):  # Datasette 1.0
        return await datasette.allowed(action=TRAIN, actor=actor)
    return await datasette.permission_allowed(actor, TRAIN, default=False)


def _settings(datasette: Datasette) -> Dict[str, Any]:
    return datasette.plugin_config("sqml") or datasette.plugin_config("datasette-ml") or {}


def _database(datasette: Datasette) -> Database:
    """The database to train in; LookupError says why there is none."""
    name = _settings(datasette).get("db")
    writable = {
        db.name: db
        for db in datasette.databases.values()
        if db.is_mutable and db.name not in ("_internal", "_memory")
    }
    found = ", ".join(sorted(writable)) or "none"
    if name is not None:
        if name not in writable:
            raise LookupError(f"the setting db names '{name}'; databases that can be written: {found}")
        return writable[name]
    if len(writable) != 1:
        raise LookupError(f"the setting db must name the database to train in; there are: {found}")
    return next(iter(writable.values()))


async def _ask(db: Database, sql: str, values: Optional[List[Any]] = None) -> str:
    """The one value of a statement, on the write connection."""

    def ask(conn: sqlite3.Connection) -> str:
        sqml.load(conn)  # whatever _can_write said of it
        return conn.execute(sql, values or []).fetchall()[0][0]

    return await db.execute_write_fn(ask)


def _is_json(content_type: bytes) -> bool:
    return content_type.split(b";")[0].strip().lower() == b"application/json"


def _failure(status: int, message: str) -> Response:
    return Response.json({"ok": False, "error": message}, status=status)
