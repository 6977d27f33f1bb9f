/* The calls from outside. src/regf/check/structure-check.ts makes them. */
#include "check.h"

#include <stddef.h>
#include <string.h>

#include "leftovers.h"
#include "security.h"
#include "tables.h"
#include "window.h"

Check check;

/* Bytes that came and lie in no window that was looked through: the part of a hive bin whose end is still missing. */
static uint8_t *input;
static uint32_t input_size;
static uint32_t held;
static CellOffset held_from; /* where in the hive bins data they start */

/* Where hive bins start, as far as they were looked through. */
static Table bins;

bool fail(enum problem problem, CellOffset where)
{
  if (check.problem == SOUND) {
    check.problem = problem;
    check.where = where;
  }
  return false;
}

/* Room for windows of `needed` bytes, with what is held. A hive bin that is larger than all before makes it grow. */
static bool make_room(uint32_t needed)
{
  if (needed <= input_size) return true;
  uint32_t rounded = (needed + (1u << 20)) & ~0xfffffu;
  uint8_t *larger = take_block(rounded);
  if (!larger) return fail(OUT_OF_MEMORY, held_from);
  if (held > 0) memcpy(larger, input, held);
  input = larger;
  input_size = rounded;
  return prepare_windows(rounded);
}

/*
 * Begins with another hive. `size`: bytes of its hive bins data, which were found to be a multiple of 4096 above 0.
 * Answers the problem, as the other calls do.
 */
enum problem check_begin(uint32_t size, CellOffset root, uint32_t minor_version)
{
  empty_memory();
  input = NULL;
  input_size = held = held_from = 0;
  check = (Check){ .size = size, .root = root, .has_big_data = minor_version >= BIG_DATA_MINOR_VERSION };
  check.security_of_root = NO_CELL;
  bins = (Table){ 0 };
  forget_leftovers();
  forget_security();
  return check.problem;
}

/* Where the next `length` bytes are to be put; NULL after a problem. */
uint8_t *check_room(uint32_t length)
{
  return check.problem == SOUND && length <= check.size && make_room(held + length) ? input + held : NULL;
}

/* Bytes of whole hive bins at the start of the input; all have the header that they should. */
static uint32_t whole_hive_bins(uint32_t available)
{
  uint32_t at = 0;
  while (available - at >= HIVE_BIN_HEADER_SIZE) {
    const uint8_t *bin = input + at;
    CellOffset offset = held_from + at;
    uint32_t size = u32_at(bin, 8);
    if (u32_at(bin, 0) != HBIN || u32_at(bin, 4) != offset || size == 0 || size % HIVE_BIN_ALIGNMENT != 0 ||
        size > check.size - offset) {
      fail(HIVE_BIN_WRONG, offset);
      return 0;
    }
    if (size > available - at) break;
    if (!add_word(&bins, offset)) {
      fail(OUT_OF_MEMORY, offset);
      return 0;
    }
    at += size;
  }
  return at;
}

/* The next `length` bytes, a multiple of 4096, are where `check_room` said. */
enum problem check_bytes(uint32_t length)
{
  if (check.problem != SOUND) return check.problem;
  held += length;
  uint32_t whole = whole_hive_bins(held);
  if (check.problem != SOUND || !look_through(input, held_from, whole)) return check.problem;
  held -= whole;
  held_from += whole;
  memmove(input, input + whole, held);
  return check.problem;
}

/* After the last bytes. */
enum problem check_end(void)
{
  if (check.problem != SOUND) return check.problem;
  if (held_from != check.size) fail(HIVE_CUT_SHORT, held_from);
  else if (join_leftovers()) join_security(check.security_of_root);
  return check.problem;
}

/* Of the problem that was answered: the cell that was looked at. */
CellOffset check_where(void) { return check.where; }

/* Where the hive bin starts that the byte at `offset` lies in, of a hive that was looked through. */
CellOffset check_bin_of(CellOffset offset)
{
  uint32_t low = 0, high = bins.count;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (*word_at(&bins, middle) <= offset) low = middle;
    else high = middle;
  }
  return high == 0 ? NO_CELL : *word_at(&bins, low);
}
