/*
** The list of trainings (trainings.h): linked, in the order in which they began, behind one mutex that
** is held for a few copies.
*/
#include "trainings.h"

#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#include <windows.h>
#else
#include <pthread.h>
#endif

struct Training {
  Training *next;
  uint32_t id;
  uint32_t jobs_done, jobs;
  uint32_t values_size, text_size;
  bool cancelled;
  uint8_t bytes[]; /* values, then text */
};

static Training *first;
static uint32_t last_id;

#ifdef _WIN32
static SRWLOCK mutex = SRWLOCK_INIT;

static void lock(void) {
  AcquireSRWLockExclusive(&mutex);
}

static void unlock(void) {
  ReleaseSRWLockExclusive(&mutex);
}
#else
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void lock(void) {
  pthread_mutex_lock(&mutex);
}

static void unlock(void) {
  pthread_mutex_unlock(&mutex);
}
#endif

Training *sqml_training_begin(const uint8_t *text, uint32_t text_size, uint32_t values) {
  Training *training = calloc(1, sizeof *training + (size_t)values + text_size);
  if (training == NULL) return NULL;
  training->values_size = values;
  training->text_size = text_size;
  memcpy(training->bytes + values, text, text_size);
  lock();
  training->id = ++last_id;
  Training **end = &first;
  while (*end != NULL) end = &(*end)->next;
  *end = training;
  unlock();
  return training;
}

void sqml_training_end(Training *training) {
  if (training == NULL) return;
  lock();
  Training **at = &first;
  while (*at != training) at = &(*at)->next;
  *at = training->next;
  unlock();
  free(training);
}

uint32_t sqml_training_values(const Training *training) {
  return training->values_size;
}

bool sqml_training_tell(Training *training, const uint8_t *values, uint32_t jobs_done, uint32_t jobs) {
  lock();
  memcpy(training->bytes, values, training->values_size);
  training->jobs_done = jobs_done;
  training->jobs = jobs;
  bool cancelled = training->cancelled;
  unlock();
  return cancelled;
}

uint64_t sqml_trainings_write(uint8_t *to, uint64_t room) {
  uint64_t size = 0;
  lock();
  for (const Training *t = first; t != NULL; t = t->next)
    size += 20 + (uint64_t)t->values_size + t->text_size;
  for (const Training *t = size <= room ? first : NULL; t != NULL; t = t->next) {
    uint32_t head[5] = {t->id, t->jobs_done, t->jobs, t->values_size, t->text_size};
    memcpy(to, head, 20);
    memcpy(to + 20, t->bytes, (size_t)t->values_size + t->text_size);
    to += 20 + (size_t)t->values_size + t->text_size;
  }
  unlock();
  return size;
}

bool sqml_training_cancel(uint32_t id) {
  lock();
  Training *training = first;
  while (training != NULL && training->id != id) training = training->next;
  if (training != NULL) training->cancelled = true;
  unlock();
  return training != NULL;
}
