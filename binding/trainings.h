/*
** The trainings that run in this process, whichever connection or thread they run on, so that one
** connection can see what another does and end it.
**
** Promises
**   1. A training stands in the list from sqml_training_begin to sqml_training_end, both on its own thread.
**   2. What it tells of itself is bytes of the engine's, copied under the list's mutex: nobody reads
**      its memory.
**   3. Nobody ends it but itself: sqml_training_cancel leaves a mark that it finds when it tells the
**      next time.
**
** The list is of this library: a process that has loaded it twice, from two files, has two.
*/
#ifndef SQML_TRAININGS_H
#define SQML_TRAININGS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Training Training;

/* Lists a training: `text` tells of it, `values` is how many bytes it will tell. NULL when memory is short. */
Training *sqml_training_begin(const uint8_t *text, uint32_t text_size, uint32_t values);

/* Takes it off the list; NULL is nothing. */
void sqml_training_end(Training *training);

/* How many bytes it tells. */
uint32_t sqml_training_values(const Training *training);

/* Tells how far it is: its values, and of the jobs that it runs how many are done. Whether it was cancelled. */
bool sqml_training_tell(Training *training, const uint8_t *values, uint32_t jobs_done, uint32_t jobs);

/*
** Writes all of them: u32 id, jobs done, jobs, size of values, size of text, then values and text. How
** many bytes that takes; nothing is written when it is more than `room`.
*/
uint64_t sqml_trainings_write(uint8_t *to, uint64_t room);

/* Marks it as cancelled; whether it was there. */
bool sqml_training_cancel(uint32_t id);

#endif
