/*
 * Whether a hive has no damage, found out in one pass over its bytes. README.md in this folder tells how.
 *
 * A problem that is met is noted once; from then on the answer is no, and nobody reads on.
 */
#ifndef HIVEMEND_CHECK_H_
#define HIVEMEND_CHECK_H_

#include <stdbool.h>
#include <stdint.h>

#include "cells.h"

/* What src/regf/check/findings.ts calls it, as far as one pass can tell; the caller only asks whether there is any. */
enum problem {
  SOUND = 0,
  OUT_OF_MEMORY,
  HIVE_BIN_WRONG,
  HIVE_CUT_SHORT,
  CELL_SIZE_WRONG,
  REFERENCE_OUTSIDE,
  REFERENCE_WRONG, /* to no cell, to one of another kind, to one that is too small, or to one that has an owner */
  PARENT_WRONG,
  COUNT_WRONG,
  NESTED_TOO_DEEP,
  DATA_SIZE_WRONG,
  SECURITY_WRONG,
};

typedef struct {
  uint32_t size; /* of the hive bins data */
  CellOffset root;
  CellOffset security_of_root; /* NO_CELL until the root is met */
  bool has_big_data;
  enum problem problem;
  CellOffset where; /* of the cell that was looked at */
} Check;

extern Check check;

/* Always false. */
bool fail(enum problem problem, CellOffset where);

static inline bool is_reference(CellOffset offset)
{
  return (offset & (CELL_ALIGNMENT - 1)) == 0 && offset < check.size;
}

/* What a value says of its data; `where` is the value. */
typedef struct {
  uint32_t size;
  uint32_t data;
} ValueData;

static inline bool is_inline(ValueData value) { return (value.size & DATA_IS_INLINE) != 0; }
static inline bool is_big(ValueData value) { return check.has_big_data && value.size > DATA_SEGMENT_SIZE; }

#endif
