/*
** The engine without SQL: a host for programs that bring their rows themselves (dist/sqml.node, addon.cc).
**
**   Program *program = sqml_program_new();
**   Task task = {.function = 0, .arguments = ..., .count = ..., .rows = ...};
**   if (sqml_program_run(program, &task)) ... task.result ...    valid until the next two
**   else ... task.message, task.code ...
**   sqml_program_rest(program);
**   sqml_program_free(program);
**
** A Program is used by one thread at a time, by any; different ones are independent of each other. It moves
** values and owns no rule, as the shim (sqml.c). No C++ frame stands where the engine may jump:
** `poll` and `release` are called from engine frames, and return.
*/
#ifndef SQML_PROGRAM_H
#define SQML_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cells.h"

/* SQLite's codes, as assembly/host.ts has them. */
enum {
  PROGRAM_ERROR = 1,
  PROGRAM_INTERNAL = 2,
  PROGRAM_NOMEM = 7,
  PROGRAM_INTERRUPT = 9,
  PROGRAM_TOOBIG = 18
};

/* f32 that the engine gets as a BLOB of f64; otherwise arguments are CELL_INTEGER, TEXT, BLOB, NULL or ROWS. */
#define ARGUMENT_FLOATS 100

typedef struct {
  int type;
  int64_t integer;
  const void *bytes;
  uint64_t length; /* of them */
} Argument;

/* How many columns' values stand in memory: numbers, NaN for NULL, row after row; or cells. */
typedef enum { VALUES_F64, VALUES_F32, VALUES_CELLS } ValuesKind;

typedef struct {
  ValuesKind kind;
  uint32_t width; /* columns */
  const uint8_t *bytes;
  uint64_t length;
  uint64_t at; /* of the next row, in bytes */
} Values;

/* What the engine reads as its one statement: the features' columns, then the target's. */
typedef struct {
  Values parts[2];
  uint64_t count; /* rows */
  uint64_t next;
  const char *const *names; /* of all columns, UTF-8 */
  const uint32_t *name_lengths;
  void (*release)(void *caller); /* the rows were read: nothing points to their bytes any more */
} Rows;

/* What assembly/progress.ts lays open. */
typedef struct {
  double trial, trials, fold, folds, iteration, objective;
} Progress;

typedef struct {
  /* set by the caller; all but the first three may be zero */
  int function; /* index of sqml_program_name */
  const Argument *arguments;
  int count;
  Rows *rows;
  bool (*poll)(void *caller, const Progress *progress); /* true: to stop */
  void *caller;

  /* the outcome: a result cell's type and what it holds, or why there is none */
  int type;
  const uint8_t *result;
  uint32_t length;
  int code;
  const char *message;
  size_t message_length;
  char buffer[160];
} Task;

typedef struct Program Program;

/* The name of a function, NULL past the last. */
const char *sqml_program_name(int function);

/* NULL when memory is short. */
Program *sqml_program_new(void);
void sqml_program_free(Program *program);

/* Whether it went well. */
bool sqml_program_run(Program *program, Task *task);

/* Gives garbage back, after the outcome was taken. False when the instance can't be used any more. */
bool sqml_program_rest(Program *program);

/* Bytes of its linear memory. */
uint64_t sqml_program_size(const Program *program);

#endif
