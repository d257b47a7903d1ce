/*
** SQL functions that give rows.
*/
#ifndef SQML_TABLE_H
#define SQML_TABLE_H

#include "api.h"

/* The module of all of them; its user data is a Registration. */
extern const sqlite3_module sqml_table;

#endif
