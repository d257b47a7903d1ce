"""Machine learning inside SQLite: one extension that trains, evaluates, deploys and predicts in SQL.

    import sqlite3, sqml

    conn = sqlite3.connect("data.db")
    sqml.load(conn)
    conn.execute("SELECT sqml_version()").fetchone()
"""

import sqlite3
import sys
from pathlib import Path

__all__ = ["load", "loadable_path"]

_PREDICT_ONLY = "sqlite3_sqml_predict_init"
_FILES = {"darwin": "sqml.dylib", "win32": "sqml.dll"}


def loadable_path() -> str:
    """The path of the extension's file, for any program that loads SQLite extensions.

    Its entry point is ``sqlite3_sqml_init``, which SQLite finds by itself.
    """
    return str(Path(__file__).parent / _FILES.get(sys.platform, "sqml.so"))


def load(conn: sqlite3.Connection, *, predict_only: bool = False) -> None:
    """Load the extension into a connection; its ``sqml_`` functions are then there.

    Writes nothing to the database, and leaves the loading of further extensions switched off. With
    ``predict_only`` no function is there that writes the database or changes the connection: for programs
    that serve untrusted SQL.

    Raises ``sqlite3.NotSupportedError`` when this Python's sqlite3 module was built without extension
    loading, as some builds are, and ``sqlite3.OperationalError`` when SQLite can't load the file.
    """
    if not hasattr(conn, "enable_load_extension"):
        raise sqlite3.NotSupportedError(
            f"sqml: the sqlite3 module of {sys.executable} can't load extensions; use the Python of the "
            "system, of Homebrew or of conda, or build one with --enable-loadable-sqlite-extensions"
        )
    conn.enable_load_extension(True)
    try:
        if predict_only:  # load_extension takes an entry point since Python 3.12, SQL always
            conn.execute("SELECT load_extension(?, ?)", (loadable_path(), _PREDICT_ONLY)).fetchall()
        else:
            conn.load_extension(loadable_path())
    finally:
        conn.enable_load_extension(False)
