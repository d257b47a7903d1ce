"""What the plugin's parts share: its settings, the database that it writes, and who may do what."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Optional, TypeVar

from datasette.utils import actor_matches_allow

import sqml

if TYPE_CHECKING:  # datasette.app imports its plugins
    from datasette.app import Datasette
    from datasette.database import Database

TRAIN = "sqml-train"
DEPLOY = "sqml-deploy"
DROP = "sqml-drop"
ACTIONS = {
    TRAIN: "Train models with sqml",
    DEPLOY: "Deploy and import models with sqml",
    DROP: "Delete models of sqml",
}
# The allow block that says who may, in place of the permission.
ALLOW = {TRAIN: "allow", DEPLOY: "allow_deploy", DROP: "allow_drop"}

# What each function that writes needs; lib/dashboard/rights.ts is where it is written.
RIGHTS = {
    name: f"sqml-{right}"
    for name, right in json.loads((Path(__file__).parent / "rights.json").read_text(encoding="utf-8")).items()
}

Actor = Optional[Dict[str, Any]]
T = TypeVar("T")


def settings(datasette: Datasette) -> Dict[str, Any]:
    return datasette.plugin_config("sqml") or datasette.plugin_config("datasette-ml") or {}


def database(datasette: Datasette) -> Database:
    """The database to train in; LookupError says why there is none."""
    name = settings(datasette).get("db")
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


async def write(db: Database, work: Callable[[sqlite3.Connection], T]) -> T:
    """What `work` gives, run on the write connection with all functions of sqml."""

    def run(conn: sqlite3.Connection) -> T:
        sqml.load(conn)  # whatever prepare_connection said of it
        return work(conn)

    return await db.execute_write_fn(run)


async def ask(db: Database, sql: str, values: Optional[List[Any]] = None) -> Any:
    """The one value of a statement, on the write connection."""
    return await write(db, lambda conn: conn.execute(sql, values or []).fetchall()[0][0])


async def may(datasette: Datasette, actor: Actor, action: str) -> bool:
    """Whether the actor may train, deploy or drop."""
    allow = settings(datasette).get(ALLOW[action])
    if allow is not None:
        return actor_matches_allow(actor, allow)
    if hasattr(datasette, "allowed"):  # Datasette 1.0
        return await datasette.allowed(action=action, actor=actor)
    return await datasette.permission_allowed(actor, action, default=False)


async def may_query(datasette: Datasette, actor: Actor, db: Database) -> bool:
    """Whether the actor may ask the database any SELECT, as the dashboard does."""
    if hasattr(datasette, "allowed"):  # Datasette 1.0
        from datasette.resources import DatabaseResource

        resource = DatabaseResource(database=db.name)
        return await datasette.allowed(action="execute-sql", resource=resource, actor=actor)
    for action in ("view-instance", "view-database", "execute-sql"):
        resource = None if action == "view-instance" else db.name
        if not await datasette.permission_allowed(actor, action, resource, default=True):
            return False
    return True
