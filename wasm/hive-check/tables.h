/* Tables that grow, of 32-bit words, in the module's own memory. All are emptied together. */
#ifndef HIVEMEND_TABLES_H_
#define HIVEMEND_TABLES_H_

#include <stdbool.h>
#include <stdint.h>

#define SEGMENT_BITS 14
#define SEGMENT_WORDS (1u << SEGMENT_BITS) /* 64 KiB, a page of WebAssembly memory */
#define MOST_SEGMENTS 1024u

typedef struct {
  uint32_t count; /* words */
  uint32_t segments;
  uint32_t *segment[MOST_SEGMENTS];
} Table;

/* Bytes that all tables and blocks together may take: what needs more is left to the check that holds a whole hive. */
#define MEMORY_LIMIT (64u << 20)

/* Gives back all memory that was taken since the start. */
void empty_memory(void);

/* NULL when there is none left. Rounded up to 64 KiB: for few and big blocks. */
void *take_block(uint32_t size);

/* False when there is no memory left. */
bool add_word(Table *table, uint32_t word);

static inline uint32_t *word_at(const Table *table, uint32_t index)
{
  return &table->segment[index >> SEGMENT_BITS][index & (SEGMENT_WORDS - 1)];
}

#endif
