/*
** SQL functions that give a value: how SQLite's arguments and context become a Call, and its outcome the
** function's result. Values that the engine remembers hang on the statement by its first argument.
*/
#include "function.h"

#include "call.h"

static bool answer(Call *call, const uint8_t *at, const uint8_t *end) {
  Cell cell;
  if (!sqml_cell_read(&at, end, &cell)) return false;
  sqml_cell_result(call->caller, &cell, (call->function->flags & SQLITE_RESULT_SUBTYPE) != 0);
  return true;
}

static void refuse(Call *call, int code, const char *message, int length) {
  sqlite3_context *context = call->caller;
  if (code == SQLITE_OK) {
    Cell cell = {.type = CELL_JSON, .bytes = message, .length = (u32)length};
    sqml_cell_result(context, &cell, (call->function->flags & SQLITE_RESULT_SUBTYPE) != 0);
  } else if (message != NULL) {
    sqlite3_result_error(context, message, length);
    sqlite3_result_error_code(context, code);
  } else if (code == SQLITE_NOMEM) {
    sqlite3_result_error_nomem(context);
  } else {
    sqlite3_result_error_code(context, code); /* with SQLite's own message */
  }
}

/* Carried out last: SQLite may drop the value at once. */
static void remember(sqlite3_context *context, Remembered remembered) {
  Remembered *kept = sqlite3_malloc64(sizeof *kept);
  if (kept == NULL) return;
  *kept = remembered;
  sqlite3_set_auxdata(context, 0, kept, sqlite3_free);
}

void sqml_call(sqlite3_context *context, int argc, sqlite3_value **argv) {
  const Registration *registration = sqlite3_user_data(context);
  Call call = {0};
  call.connection = registration->connection;
  call.function = registration->function;
  call.argc = argc;
  call.argv = argv;
  call.answer = answer;
  call.refuse = refuse;
  call.caller = context;
  const Remembered *kept = argc > 0 ? sqlite3_get_auxdata(context, 0) : NULL;
  if (kept != NULL) call.remembered = *kept;
  if (sqml_run(&call) && call.remembers && argc > 0) remember(context, call.remembered);
}
