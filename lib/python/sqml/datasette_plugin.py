"""The Datasette plugin: the sqml_ functions on every connection, the dashboard at /-/ml, and a route that trains.

Datasette reads through connections that can't write. On them, and so on its SQL pages, are `sqml_predict` and
all functions that read; what writes or changes the connection is not. A connection that writes has all
functions. Training is done in the dashboard (datasette_dashboard.py), by a route of its own, on the write connection
of one database, or on SQL pages where the setting sql_pages says so (datasette_sql_pages.py):

    POST /-/sqml/train    Content-Type: application/json
    {"experiment_name": "Iris prediction", "prediction_type": "classification",
     "algorithm": "svc", "dataset": "dataset_iris", "target": "target", "options": {"C": 10}}

It answers what `sqml_train` answers; or 400 with SQLite's message, 403 to an actor who may not train.

Settings, all optional, under `plugins: sqml:` (or `datasette-ml`, the name that the Python plugin had):

    db            the database to train in; its sqml_ tables are made at the start. Left out, it is the one
                  database that can be written, and its tables are made by the first training.
    allow         an allow block: who may train. Left out, it is whoever has the permission `sqml-train`, which
                  root has. `allow_deploy` and `allow_drop` are the same for `sqml-deploy` and `sqml-drop`.
    sql_pages     true: SQL pages train and deploy, too, for whom `allow` names, else for anybody.
    errors        json: functions answer an error as JSON instead of failing (sqml_config).

Whoever may train may read every table of that database: `dataset` can be any SELECT.
"""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any, Awaitable, Callable, Dict, List, Optional, Tuple

from datasette import hookimpl
from datasette.utils import StartupError
from datasette.utils.asgi import Request, Response

import sqml
from sqml import datasette_dashboard, datasette_sql_pages
from sqml.datasette_access import ACTIONS, TRAIN, Actor, ask, database, may, may_query, settings

if TYPE_CHECKING:  # datasette.app imports its plugins
    from datasette.app import Datasette

TRAIN_PATH = "/-/sqml/train"
ARGUMENTS = ["experiment_name", "prediction_type", "algorithm", "dataset", "target"]


@hookimpl
def prepare_connection(conn: sqlite3.Connection, datasette: Datasette) -> None:
    can_write = _can_write(conn)
    if settings(datasette).get("errors") == "json":
        sqml.load(conn)
        conn.execute("SELECT sqml_config('errors', 'json')").fetchall()
        if not can_write:
            _shadow_owners_functions(conn)
    else:
        sqml.load(conn, predict_only=not can_write)


def _shadow_owners_functions(conn: sqlite3.Connection) -> None:
    """Leaves what the predict-only entry point has; a setting of the connection stays.

    Python can't take a function away; one of its own that fails stands in its place.
    """
    before = sqlite3.connect(":memory:")
    try:
        sqml.load(before, predict_only=True)
        listed = "SELECT DISTINCT name, narg FROM pragma_function_list WHERE name LIKE 'sqml%'"
        serving = set(before.execute(listed).fetchall())
    finally:
        before.close()
    for name, arguments in {tuple(row) for row in conn.execute(listed)} - serving:  # Datasette's rows are no tuples
        conn.create_function(name, arguments, _refuse)


def _refuse(*values: Any) -> None:
    raise PermissionError


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
    async def setup() -> None:
        for db in datasette.databases.values():
            datasette_sql_pages.guard(datasette, db)
        if "db" not in settings(datasette):
            return
        try:
            await ask(database(datasette), "SELECT sqml_setup()")
        except (LookupError, sqlite3.Error) as error:
            raise StartupError(f"sqml: {error}") from error

    return setup


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[Any], Any]:
    return datasette_sql_pages.remember


@hookimpl
def menu_links(datasette: Datasette, actor: Actor) -> Callable[[], Awaitable[List[Dict[str, str]]]]:
    async def links() -> List[Dict[str, str]]:
        try:
            db = database(datasette)
        except LookupError:
            return []
        if not await may_query(datasette, actor, db):
            return []
        return [{"href": datasette.urls.path(datasette_dashboard.ROOT), "label": "Machine learning"}]

    return links


@hookimpl
def register_routes() -> List[Tuple[str, Callable[..., Awaitable[Response]]]]:
    root = datasette_dashboard.ROOT
    files = "|".join(name.replace(".", r"\.") for name in datasette_dashboard.FILES if name)
    return [
        (rf"^{TRAIN_PATH}$", train),
        (rf"^{root}(?:/(?P<file>|{files}))?$", datasette_dashboard.page),
        (rf"^{root}/api/(?P<what>state|query|run|cancel)$", datasette_dashboard.api),
    ]


@hookimpl
def skip_csrf(scope: Dict[str, Any]) -> bool:
    """JSON needs no CSRF token: a page of another site can't send it with the visitor's cookies."""
    is_own = scope["path"].endswith(TRAIN_PATH) or f"{datasette_dashboard.ROOT}/api/" in scope["path"]
    return is_own and _is_json(dict(scope["headers"]).get(b"content-type", b""))


@hookimpl
def permission_allowed(actor: Actor, action: str) -> Optional[bool]:
    """Datasette before 1.0: root may train, deploy and drop; other plugins may allow others."""
    return True if action in ACTIONS and actor and actor.get("id") == "root" else None


@hookimpl
def register_actions() -> List[Any]:
    """Datasette 1.0: root may, and whom `permissions: sqml-train:` names, and so on."""
    from datasette.permissions import Action

    return [Action(name=name, description=description) for name, description in ACTIONS.items()]


async def train(request: Request, datasette: Datasette) -> Response:
    if request.method != "POST":
        return _failure(405, f"POST a JSON object with {', '.join(ARGUMENTS)} and, if you like, options")
    if not await may(datasette, request.actor, TRAIN):
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
        answer = await ask(database(datasette), "SELECT sqml_train(?, ?, ?, ?, ?, ?)", values)
    except (LookupError, OverflowError, UnicodeError, sqlite3.Error) as error:
        return _failure(400, str(error))
    return Response.json(json.loads(answer))


def _is_json(content_type: bytes) -> bool:
    return content_type.split(b";")[0].strip().lower() == b"application/json"


def _failure(status: int, message: str) -> Response:
    return Response.json({"ok": False, "error": message}, status=status)
