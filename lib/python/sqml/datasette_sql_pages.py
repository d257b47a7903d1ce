"""Datasette's own SQL pages and the functions that write.

Datasette runs a page's SELECT on a connection that can't write. With the setting `sql_pages: true` a page's statement
that calls a function that writes runs on the write connection instead, for actors who may: with an allow block those
whom it names, without one anybody, as the Python plugin had it. It obeys Datasette's time limit. The default is off:
whoever follows a link would train; the error then says where training is.

`guard` puts this into a database's `execute`, which all pages ask; which request asks, the ASGI wrapper remembers.
"""

from __future__ import annotations

import re
import sqlite3
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Optional

from datasette.database import QueryInterrupted, Results
from datasette.utils import actor_matches_allow, await_me_maybe, sqlite_timelimit
from datasette.utils.asgi import Request

from sqml.datasette_access import ALLOW, RIGHTS, database, settings, write

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.database import Database

_CALLS = re.compile(rf"\b({'|'.join(RIGHTS)})\s*\(", re.IGNORECASE)
_MISSING = re.compile(rf"^no such function: ({'|'.join(RIGHTS)})$")
# What Python says of a function that stands in the place of another (datasette_plugin.py).
_SHADOW = "user-defined function raised exception"
_OWNERS = re.compile(r"\b(sqml_config|sqml_clock)\s*\(", re.IGNORECASE)

# The request that is being answered, when it is one of an SQL page with a statement of the visitor's.
_request: ContextVar[Optional[Request]] = ContextVar("sqml_request", default=None)


def remember(app: Any) -> Any:
    """An ASGI application that remembers the request."""

    async def wrapped(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and b"sql=" in scope.get("query_string", b""):
            _request.set(Request(scope, receive))
        await app(scope, receive, send)

    return wrapped


def guard(datasette: Datasette, db: Database) -> None:
    """Has the database run what writes where it may, and say where it may not."""
    execute = db.execute

    async def guarded(sql: str, params: Any = None, *args: Any, **kwargs: Any) -> Any:
        request = _request.get()
        names = {name.lower() for name in _CALLS.findall(sql)}
        is_page = request is not None and _plain(request.args.get("sql") or "") == _plain(sql)
        if names and is_page and settings(datasette).get("sql_pages") is True and _is_own(datasette, db):
            for action in {RIGHTS[name] for name in names}:
                allow = settings(datasette).get(ALLOW[action], settings(datasette).get("allow"))
                if allow is not None and not actor_matches_allow(await _actor(datasette, request), allow):
                    raise sqlite3.OperationalError(f"permission denied: {action}")
            return await _on_write_connection(datasette, db, sql, params, bool(kwargs.get("truncate")))
        try:
            return await execute(sql, params, *args, **kwargs)
        except sqlite3.OperationalError as error:
            is_shadow = str(error) == _SHADOW
            owners = _OWNERS.search(sql)
            if is_shadow and owners is not None:
                raise sqlite3.OperationalError(f"no such function: {owners[1]}") from error
            if _MISSING.match(str(error)) is None and not (is_shadow and names):
                raise
            what = f"no such function: {min(names)}" if is_shadow else str(error)
            where = datasette.urls.path("/-/ml")
            raise sqlite3.OperationalError(
                f"{what}: it writes, and this page only reads; train at {where}, or have the setting "
                "sql_pages: true of the plugin sqml allow it here"
            ) from error

    db.execute = guarded  # type: ignore[method-assign]


def _plain(sql: str) -> str:
    return sql.strip().rstrip(";").strip()


def _is_own(datasette: Datasette, db: Database) -> bool:
    try:
        return database(datasette) is db
    except LookupError:
        return False


async def _actor(datasette: Datasette, request: Request) -> Any:
    """The first that a plugin names, as Datasette finds it, too."""
    from datasette.plugins import pm

    for found in pm.hook.actor_from_request(datasette=datasette, request=request):
        actor = await await_me_maybe(found)
        if actor is not None:
            return actor
    return None


async def _on_write_connection(
    datasette: Datasette, db: Database, sql: str, params: Any, is_truncated: bool
) -> Results:
    most = datasette.setting("max_returned_rows")

    def work(conn: sqlite3.Connection) -> Results:
        cursor = conn.cursor()
        cursor.row_factory = sqlite3.Row
        with sqlite_timelimit(conn, datasette.setting("sql_time_limit_ms")):
            try:
                cursor.execute(sql, params if params is not None else {})
                rows = cursor.fetchmany(most + 1) if is_truncated and most else cursor.fetchall()
            except sqlite3.OperationalError as error:
                if str(error).endswith("interrupted"):  # SQLite says so, or a function of sqml by its name
                    raise QueryInterrupted(error, sql, params) from error
                raise
        is_cut = is_truncated and bool(most) and len(rows) > most
        return Results(rows[:most] if is_cut else rows, is_cut, cursor.description)

    return await write(db, work)
