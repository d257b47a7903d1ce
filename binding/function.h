/*
** SQL functions that give a value.
*/
#ifndef SQML_FUNCTION_H
#define SQML_FUNCTION_H

#include "api.h"

/* xFunc of all of them; the user data is a Registration. */
void sqml_call(sqlite3_context *context, int argc, sqlite3_value **argv);

#endif
