"""The sqlite-utils plugin: the sqml_ functions in every connection that sqlite-utils opens.

sqlite-utils query data.db "SELECT sqml_predict('Iris prediction', '[5.1, 3.5, 1.4, 0.2]')"
"""

import sqlite3
import warnings

from sqlite_utils import hookimpl

import sqml


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    try:
        sqml.load(conn)
    except sqlite3.Error as error:
        # Without sqml, sqlite-utils still does everything else.
        warnings.warn(str(error), stacklevel=2)
