#include "tables.h"

#include <stddef.h>

#define PAGE 65536u

extern uint8_t __heap_base;

static uint32_t taken; /* bytes behind the start of the heap */

static uint8_t *heap(void) { return (uint8_t *)(((uintptr_t)&__heap_base + PAGE - 1) / PAGE * PAGE); }

void empty_memory(void) { taken = 0; }

void *take_block(uint32_t size)
{
  if (size > MEMORY_LIMIT) return NULL;
  uint32_t rounded = (size + PAGE - 1) / PAGE * PAGE;
  if (taken + rounded > MEMORY_LIMIT) return NULL;
  uint8_t *block = heap() + taken;
  size_t have = __builtin_wasm_memory_size(0) * (size_t)PAGE;
  size_t needed = (size_t)block + rounded;
  if (needed > have && __builtin_wasm_memory_grow(0, (needed - have + PAGE - 1) / PAGE) == SIZE_MAX) return NULL;
  taken += rounded;
  return block;
}

bool add_word(Table *table, uint32_t word)
{
  if (table->count == table->segments << SEGMENT_BITS) {
    uint32_t *segment = table->segments < MOST_SEGMENTS ? take_block(SEGMENT_WORDS * sizeof *segment) : NULL;
    if (!segment) return false;
    table->segment[table->segments++] = segment;
  }
  *word_at(table, table->count++) = word;
  return true;
}
