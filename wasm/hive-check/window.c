#include "window.h"

#include <stddef.h>
#include <string.h>

#include "leftovers.h"
#include "security.h"
#include "tables.h"

/* The window that is looked through. */
static const uint8_t *bytes;
static CellOffset start;
static uint32_t size;

/* A bit for each place where a cell may start. */
typedef uint64_t Marks;
#define PLACES 64u
/* Allocated cells that nothing has referred to yet. A cell loses its mark to its owner, so that it has one at most. */
static Marks *unowned;
/* Those of the allocated cells that are key nodes. */
static Marks *keys;

bool prepare_windows(uint32_t largest)
{
  uint32_t marks = (largest / CELL_ALIGNMENT + PLACES - 1) / PLACES * sizeof(Marks);
  unowned = take_block(marks);
  keys = take_block(marks);
  return (unowned && keys) || fail(OUT_OF_MEMORY, 0);
}

static inline bool is_inside(CellOffset offset) { return offset - start < size; }

static inline uint32_t place_of(CellOffset offset) { return (offset - start) / CELL_ALIGNMENT; }
static inline bool has_mark(const Marks *marks, CellOffset offset)
{
  return marks[place_of(offset) / PLACES] >> place_of(offset) % PLACES & 1;
}
static inline void set_mark(Marks *marks, CellOffset offset)
{
  marks[place_of(offset) / PLACES] |= (Marks)1 << place_of(offset) % PLACES;
}
static inline void clear_mark(Marks *marks, CellOffset offset)
{
  marks[place_of(offset) / PLACES] &= ~((Marks)1 << place_of(offset) % PLACES);
}

static inline uint32_t cell_size(CellOffset offset)
{
  int32_t signed_size = (int32_t)u32_at(bytes, offset - start);
  return signed_size < 0 ? -(uint32_t)signed_size : (uint32_t)signed_size;
}
static inline uint32_t room_of(CellOffset offset) { return cell_size(offset) - CELL_HEADER_SIZE; }
static inline const uint8_t *data_of(CellOffset offset) { return bytes + (offset - start) + CELL_HEADER_SIZE; }

static inline bool may_be_reference(CellOffset offset) { return offset == NO_CELL || is_reference(offset); }

/*
 * What the check of a key node asks for; and, so that data which begin with its letters are not taken for one, that its
 * references could be some.
 */
static bool is_key_node(const uint8_t *data, uint32_t room)
{
  return room >= NK_SIZE && u16_at(data, NK_NAME_LENGTH) <= room - NK_SIZE && may_be_reference(u32_at(data, NK_SECURITY)) &&
         (u16_at(data, NK_CLASS_NAME_LENGTH) == 0 || may_be_reference(u32_at(data, NK_CLASS_NAME))) &&
         (u32_at(data, NK_SUBKEY_COUNT) == 0 || is_reference(u32_at(data, NK_SUBKEYS_LIST))) &&
         (u32_at(data, NK_VALUE_COUNT) == 0 || (u16_at(data, NK_FLAGS) & KEY_PREDEF_HANDLE) != 0 ||
          is_reference(u32_at(data, NK_VALUES_LIST)));
}

/* Marks an allocated cell for what it is. */
static inline bool mark_cell(CellOffset offset, uint32_t cell)
{
  const uint8_t *data = data_of(offset);
  uint32_t room = cell - CELL_HEADER_SIZE, signature = u16_at(data, 0);
  if (signature == SK) {
    enum kept kept = keep_security(offset, data, room);
    if (kept != NO_ITEM) return kept == KEPT;
  }
  set_mark(unowned, offset);
  if (signature == NK && is_key_node(data, room)) set_mark(keys, offset);
  return true;
}

static bool mark_cells(void)
{
  for (uint32_t bin = 0, bin_size; bin < size; bin += bin_size) {
    bin_size = u32_at(bytes, bin + 8);
    for (uint32_t at = bin + HIVE_BIN_HEADER_SIZE, end = bin + bin_size; at < end;) {
      int32_t signed_size = (int32_t)u32_at(bytes, at);
      uint32_t cell = signed_size < 0 ? -(uint32_t)signed_size : (uint32_t)signed_size;
      if (cell < CELL_ALIGNMENT || cell % CELL_ALIGNMENT != 0 || cell > end - at)
        return fail(CELL_SIZE_WRONG, start + at);
      if (signed_size < 0 && !mark_cell(start + at, cell)) return false;
      at += cell;
    }
  }
  return true;
}

/* Makes the cell the caller's: an allocated one in the window, with room for `least` bytes, that has no owner yet. */
static inline bool own(CellOffset offset, uint32_t least)
{
  if (offset % CELL_ALIGNMENT != 0 || !has_mark(unowned, offset)) return fail(REFERENCE_WRONG, offset);
  clear_mark(unowned, offset);
  return room_of(offset) >= least || fail(REFERENCE_WRONG, offset);
}

static bool own_data(CellOffset offset, uint32_t length)
{
  return is_inside(offset) ? own(offset, length) : refer_to_data(offset, length);
}

static bool own_segments(CellOffset list, uint32_t length)
{
  if (!is_inside(list)) return refer_to_segments(list, length);
  uint32_t count = segment_count(length);
  if (!own(list, count * 4)) return false;
  for (uint32_t i = 0; i < count; i++)
    if (!own_data(u32_at(data_of(list), i * 4), segment_length(length, i))) return false;
  return true;
}

static bool own_big_data(CellOffset record, uint32_t length)
{
  if (!is_inside(record)) return refer_to_big_data(record, length);
  if (!own(record, DB_SIZE)) return false;
  const uint8_t *data = data_of(record);
  if (u16_at(data, 0) != DB) return fail(REFERENCE_WRONG, record);
  if (u16_at(data, DB_COUNT) != segment_count(length)) return fail(COUNT_WRONG, record);
  return own_segments(u32_at(data, DB_LIST), length);
}

static bool own_value(CellOffset offset)
{
  if (!is_inside(offset)) return refer_to_value(offset);
  if (!own(offset, VK_SIZE)) return false;
  const uint8_t *data = data_of(offset);
  if (u16_at(data, 0) != VK || u16_at(data, VK_NAME_LENGTH) > room_of(offset) - VK_SIZE)
    return fail(REFERENCE_WRONG, offset);
  ValueData value = { u32_at(data, VK_DATA_SIZE), u32_at(data, VK_DATA) };
  if (is_inline(value)) return (value.size & ~DATA_IS_INLINE) <= 4 || fail(DATA_SIZE_WRONG, offset);
  if (value.size == 0) return true;
  return is_big(value) ? own_big_data(value.data, value.size) : own_data(value.data, value.size);
}

static bool own_values(CellOffset list, uint32_t count)
{
  if (!is_inside(list)) return refer_to_values(list, count);
  if (!own(list, 0)) return false;
  if (room_of(list) / 4 < count) return fail(REFERENCE_WRONG, list);
  for (uint32_t i = 0; i < count; i++)
    if (!own_value(u32_at(data_of(list), i * 4))) return false;
  return true;
}

static bool own_key(CellOffset key, CellOffset parent)
{
  if (!is_inside(key)) return refer_to_key(key, parent);
  if (!own(key, NK_SIZE)) return false;
  if (!has_mark(keys, key)) return fail(REFERENCE_WRONG, key);
  return u32_at(data_of(key), NK_PARENT) == parent || fail(PARENT_WRONG, key);
}

/* Subkeys of the key that is looked at. */
typedef struct {
  CellOffset parent;
  uint32_t listed; /* by the lists that lie in the window */
  bool is_elsewhere; /* a part of the lists */
} Subkeys;

/* A list is made the key's own before it is read: no list is read twice. */
static bool own_list(CellOffset list, uint32_t depth, Subkeys *subkeys)
{
  if (!is_inside(list)) {
    subkeys->is_elsewhere = true;
    return refer_to_subkeys(list, subkeys->parent, depth);
  }
  if (!own(list, LIST_SIZE)) return false;
  const uint8_t *data = data_of(list);
  uint32_t signature = u16_at(data, 0), count = u16_at(data, LIST_COUNT), element = element_size(signature);
  if (element == 0 || count * element > room_of(list) - LIST_SIZE) return fail(REFERENCE_WRONG, list);
  if (signature == RI && depth > INDEX_ROOT_DEPTH_LIMIT) return fail(NESTED_TOO_DEEP, list);
  for (uint32_t i = 0; i < count; i++) {
    CellOffset offset = u32_at(data, LIST_SIZE + i * element);
    if (!(signature == RI ? own_list(offset, depth + 1, subkeys) : own_key(offset, subkeys->parent))) return false;
  }
  if (signature != RI) subkeys->listed += count;
  return true;
}

static bool own_subkeys(CellOffset list, CellOffset parent, uint32_t count)
{
  Subkeys subkeys = { .parent = parent };
  if (!own_list(list, 0, &subkeys)) return false;
  if (subkeys.listed > count) return fail(COUNT_WRONG, parent);
  if (subkeys.is_elsewhere) return expect_subkeys(parent, count - subkeys.listed);
  return subkeys.listed == count || fail(COUNT_WRONG, parent);
}

static bool own_what_key_has(CellOffset key)
{
  const uint8_t *data = data_of(key);
  CellOffset security = u32_at(data, NK_SECURITY), class_name = u32_at(data, NK_CLASS_NAME);
  uint32_t class_length = u16_at(data, NK_CLASS_NAME_LENGTH);
  uint32_t values = u32_at(data, NK_VALUE_COUNT), subkeys = u32_at(data, NK_SUBKEY_COUNT);
  if (key == check.root) check.security_of_root = security;
  if (security != NO_CELL && !refer_to_security(security)) return false;
  if (class_name != NO_CELL && class_length > 0 && !own_data(class_name, class_length)) return false;
  if (values > 0 && (u16_at(data, NK_FLAGS) & KEY_PREDEF_HANDLE) == 0 &&
      !own_values(u32_at(data, NK_VALUES_LIST), values))
    return false;
  return subkeys == 0 || own_subkeys(u32_at(data, NK_SUBKEYS_LIST), key, subkeys);
}

typedef bool (*Visit)(CellOffset);

static bool for_each(const Marks *marks, Visit visit)
{
  uint32_t words = (size / CELL_ALIGNMENT + PLACES - 1) / PLACES;
  for (uint32_t i = 0; i < words; i++)
    for (Marks rest = marks[i]; rest != 0; rest &= rest - 1) {
      uint32_t place = i * PLACES + (uint32_t)__builtin_ctzll(rest);
      if (!visit(start + place * CELL_ALIGNMENT)) return false;
    }
  return true;
}

static bool leave(CellOffset offset)
{
  const uint8_t *data = data_of(offset);
  uint32_t cell = cell_size(offset);
  return has_mark(keys, offset) ? leave_key(offset, cell, u32_at(data, NK_PARENT)) : leave_cell(offset, cell, data);
}

bool look_through(const uint8_t *in, CellOffset from, uint32_t length)
{
  bytes = in;
  start = from;
  size = length;
  uint32_t words = (size / CELL_ALIGNMENT + PLACES - 1) / PLACES;
  memset(unowned, 0, words * sizeof(Marks));
  memset(keys, 0, words * sizeof(Marks));
  return mark_cells() && for_each(keys, own_what_key_has) && for_each(unowned, leave);
}
