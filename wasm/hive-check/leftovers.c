#include "leftovers.h"

#include <stddef.h>

#include "tables.h"

/* What a leftover may be, in the low bits of its size. The first is a cell without a signature: data, or a list of offsets. */
enum kind { PLAIN, KEY, LIST, VALUE, BIG };
#define LOW_BITS (CELL_ALIGNMENT - 1)

/* One word more by kind: a key's parent; for the others where in `contents` there is more of them, 0 for nowhere. */
enum { LEFT_OFFSET, LEFT_SIZE, LEFT_MORE, LEFT_WORDS };
/* In the low bits of the offset, once it has an owner. */
#define IS_TAKEN 1u

/* The number of words that follow, and those; of a list in front of them its signature. */
static Table contents;
static Table leftovers;
/* For each 4 KiB of hive bins data the first leftover that lies there or behind. */
static Table first_of_page;
#define PAGE_BITS 12

/* What a reference out of a window asks for, in the low bits of where it leads. */
enum wanted {
  WANTS_KEY,
  WANTS_SUBKEYS,
  WANTS_COUNT, /* of no cell, but of the lists before it */
  WANTS_VALUES,
  WANTS_VALUE,
  WANTS_DATA,
  WANTS_BIG,
  WANTS_SEGMENTS,
};
enum { REFERENCE_TO, REFERENCE_SIZE, REFERENCE_PARENT, REFERENCE_WORDS };
static Table references;

/* Subkeys that the lists of one key were found to list since the last WANTS_COUNT. */
static uint32_t listed_subkeys;

void forget_leftovers(void)
{
  contents = (Table){ 0 };
  leftovers = (Table){ 0 };
  first_of_page = (Table){ 0 };
  references = (Table){ 0 };
  listed_subkeys = 0;
}

static bool out_of_memory(CellOffset offset) { return fail(OUT_OF_MEMORY, offset); }

/* Indexes the pages up to the one of `offset`, exclusive, or up to the end of the hive. */
static bool index_pages(CellOffset offset)
{
  while (first_of_page.count <= offset >> PAGE_BITS)
    if (!add_word(&first_of_page, leftovers.count)) return out_of_memory(offset);
  return true;
}

static bool leave(CellOffset offset, uint32_t size, enum kind kind, uint32_t more)
{
  return index_pages(offset) && ((add_word(&leftovers, offset) && add_word(&leftovers, size | kind) &&
                                  add_word(&leftovers, more)) || out_of_memory(offset));
}

bool leave_key(CellOffset offset, uint32_t size, CellOffset parent) { return leave(offset, size, KEY, parent); }

/* Where the next contents start; never 0. */
static bool begin_contents(uint32_t *start)
{
  if (contents.count == 0 && !add_word(&contents, 0)) return false;
  *start = contents.count;
  return true;
}

static bool leave_list(CellOffset offset, uint32_t size, const uint8_t *data, uint32_t element)
{
  uint32_t start, count = u16_at(data, LIST_COUNT);
  if (!begin_contents(&start) || !add_word(&contents, u16_at(data, 0)) || !add_word(&contents, count))
    return out_of_memory(offset);
  for (uint32_t i = 0; i < count; i++)
    if (!add_word(&contents, u32_at(data, LIST_SIZE + i * element))) return out_of_memory(offset);
  return leave(offset, size, LIST, start);
}

static bool leave_two(CellOffset offset, uint32_t size, enum kind kind, uint32_t one, uint32_t other)
{
  uint32_t start;
  if (!begin_contents(&start) || !add_word(&contents, one) || !add_word(&contents, other)) return out_of_memory(offset);
  return leave(offset, size, kind, start);
}

/* A list of offsets carries no signature; of other data few words look like offsets from the start on. */
static bool leave_plain(CellOffset offset, uint32_t size, const uint8_t *data)
{
  uint32_t room = (size - CELL_HEADER_SIZE) / 4, count = 0, start;
  while (count < room && is_reference(u32_at(data, count * 4)) && u32_at(data, count * 4) != 0) count++;
  if (count == 0) return leave(offset, size, PLAIN, 0);
  if (!begin_contents(&start) || !add_word(&contents, count)) return out_of_memory(offset);
  for (uint32_t i = 0; i < count; i++)
    if (!add_word(&contents, u32_at(data, i * 4))) return out_of_memory(offset);
  return leave(offset, size, PLAIN, start);
}

bool leave_cell(CellOffset offset, uint32_t size, const uint8_t *data)
{
  uint32_t room = size - CELL_HEADER_SIZE, signature = u16_at(data, 0);
  uint32_t element = element_size(signature);
  if (element && u16_at(data, LIST_COUNT) * element <= room - LIST_SIZE) return leave_list(offset, size, data, element);
  if (signature == VK && room >= VK_SIZE && u16_at(data, VK_NAME_LENGTH) <= room - VK_SIZE)
    return leave_two(offset, size, VALUE, u32_at(data, VK_DATA_SIZE), u32_at(data, VK_DATA));
  if (signature == DB && room >= DB_SIZE)
    return leave_two(offset, size, BIG, u16_at(data, DB_COUNT), u32_at(data, DB_LIST));
  return leave_plain(offset, size, data);
}

static bool refer(CellOffset to, enum wanted wanted, uint32_t size, CellOffset parent)
{
  if (!is_reference(to)) return fail(REFERENCE_OUTSIDE, to);
  return (add_word(&references, to | wanted) && add_word(&references, size) && add_word(&references, parent)) ||
         out_of_memory(to);
}

bool refer_to_key(CellOffset key, CellOffset parent) { return refer(key, WANTS_KEY, 0, parent); }
bool refer_to_subkeys(CellOffset list, CellOffset parent, uint32_t depth)
{
  return refer(list, WANTS_SUBKEYS, depth, parent);
}
bool expect_subkeys(CellOffset parent, uint32_t count) { return refer(parent, WANTS_COUNT, count, 0); }
bool refer_to_values(CellOffset list, uint32_t count) { return refer(list, WANTS_VALUES, count, 0); }
bool refer_to_value(CellOffset value) { return refer(value, WANTS_VALUE, 0, 0); }
bool refer_to_data(CellOffset data, uint32_t size) { return refer(data, WANTS_DATA, size, 0); }
bool refer_to_big_data(CellOffset record, uint32_t size) { return refer(record, WANTS_BIG, size, 0); }
bool refer_to_segments(CellOffset list, uint32_t size) { return refer(list, WANTS_SEGMENTS, size, 0); }

/* Index of the leftover's first word; UINT32_MAX, and a problem, when there is none that is still to be had. */
static uint32_t take(CellOffset offset)
{
  if (is_reference(offset)) {
    uint32_t page = offset >> PAGE_BITS;
    uint32_t low = *word_at(&first_of_page, page) / LEFT_WORDS, high = *word_at(&first_of_page, page + 1) / LEFT_WORDS;
    while (low < high) {
      uint32_t middle = low + (high - low) / 2;
      uint32_t *found = word_at(&leftovers, middle * LEFT_WORDS + LEFT_OFFSET);
      if (*found == offset) {
        *found |= IS_TAKEN;
        return middle * LEFT_WORDS;
      }
      if (*found < offset) low = middle + 1;
      else high = middle;
    }
  }
  fail(REFERENCE_WRONG, offset);
  return UINT32_MAX;
}

static uint32_t more_of(uint32_t leftover) { return *word_at(&leftovers, leftover + LEFT_MORE); }
static uint32_t room_of(uint32_t leftover)
{
  return (*word_at(&leftovers, leftover + LEFT_SIZE) & ~LOW_BITS) - CELL_HEADER_SIZE;
}

/* As `take`, and it must be of that kind. */
static uint32_t take_kind(CellOffset offset, enum kind kind)
{
  uint32_t leftover = take(offset);
  if (leftover == UINT32_MAX || (*word_at(&leftovers, leftover + LEFT_SIZE) & LOW_BITS) == kind) return leftover;
  fail(REFERENCE_WRONG, offset);
  return UINT32_MAX;
}

static bool settle_key(CellOffset key, CellOffset parent)
{
  uint32_t leftover = take_kind(key, KEY);
  if (leftover == UINT32_MAX) return false;
  return more_of(leftover) == parent || fail(PARENT_WRONG, key);
}

static bool settle_subkeys(CellOffset list, CellOffset parent, uint32_t depth)
{
  uint32_t leftover = take_kind(list, LIST);
  if (leftover == UINT32_MAX) return false;
  uint32_t start = more_of(leftover);
  bool is_root = *word_at(&contents, start) == RI;
  uint32_t listed = *word_at(&contents, start + 1);
  if (is_root && depth > INDEX_ROOT_DEPTH_LIMIT) return fail(NESTED_TOO_DEEP, list);
  for (uint32_t i = 0; i < listed; i++) {
    CellOffset element = *word_at(&contents, start + 2 + i);
    if (!(is_root ? settle_subkeys(element, parent, depth + 1) : settle_key(element, parent))) return false;
  }
  if (!is_root) listed_subkeys += listed;
  return true;
}

static bool settle_count(CellOffset parent, uint32_t count)
{
  uint32_t listed = listed_subkeys;
  listed_subkeys = 0;
  return listed == count || fail(COUNT_WRONG, parent);
}

/* Contents of a list of at least `count` offsets; 0, and a problem, when there is no such list. */
static uint32_t take_offsets(CellOffset list, uint32_t count)
{
  uint32_t leftover = take_kind(list, PLAIN);
  if (leftover == UINT32_MAX) return 0;
  uint32_t start = more_of(leftover);
  if (start != 0 && *word_at(&contents, start) >= count) return start + 1;
  fail(REFERENCE_WRONG, list);
  return 0;
}

static bool settle_data(CellOffset data, uint32_t size)
{
  uint32_t leftover = take(data);
  if (leftover == UINT32_MAX) return false;
  return room_of(leftover) >= size || fail(REFERENCE_WRONG, data);
}

static bool settle_segments(CellOffset list, uint32_t size)
{
  uint32_t count = segment_count(size), start = take_offsets(list, count);
  if (start == 0) return false;
  for (uint32_t i = 0; i < count; i++)
    if (!settle_data(*word_at(&contents, start + i), segment_length(size, i))) return false;
  return true;
}

static bool settle_big_data(CellOffset record, uint32_t size)
{
  uint32_t leftover = take_kind(record, BIG);
  if (leftover == UINT32_MAX) return false;
  uint32_t start = more_of(leftover);
  if (*word_at(&contents, start) != segment_count(size)) return fail(COUNT_WRONG, record);
  return settle_segments(*word_at(&contents, start + 1), size);
}

static bool settle_value(CellOffset offset)
{
  uint32_t leftover = take_kind(offset, VALUE);
  if (leftover == UINT32_MAX) return false;
  uint32_t start = more_of(leftover);
  ValueData value = { *word_at(&contents, start), *word_at(&contents, start + 1) };
  if (is_inline(value)) return (value.size & ~DATA_IS_INLINE) <= 4 || fail(DATA_SIZE_WRONG, offset);
  if (value.size == 0) return true;
  return is_big(value) ? settle_big_data(value.data, value.size) : settle_data(value.data, value.size);
}

static bool settle_values(CellOffset list, uint32_t count)
{
  uint32_t start = take_offsets(list, count);
  if (start == 0) return false;
  for (uint32_t i = 0; i < count; i++)
    if (!settle_value(*word_at(&contents, start + i))) return false;
  return true;
}

static bool settle(enum wanted wanted, CellOffset to, uint32_t size, CellOffset parent)
{
  switch (wanted) {
  case WANTS_KEY: return settle_key(to, parent);
  case WANTS_SUBKEYS: return settle_subkeys(to, parent, size);
  case WANTS_COUNT: return settle_count(to, size);
  case WANTS_VALUES: return settle_values(to, size);
  case WANTS_VALUE: return settle_value(to);
  case WANTS_DATA: return settle_data(to, size);
  case WANTS_BIG: return settle_big_data(to, size);
  case WANTS_SEGMENTS: return settle_segments(to, size);
  }
  return false;
}

bool join_leftovers(void)
{
  if (!index_pages(check.size) || take_kind(check.root, KEY) == UINT32_MAX) return false;
  for (uint32_t i = 0; i < references.count; i += REFERENCE_WORDS) {
    CellOffset to = *word_at(&references, i + REFERENCE_TO);
    uint32_t size = *word_at(&references, i + REFERENCE_SIZE);
    CellOffset parent = *word_at(&references, i + REFERENCE_PARENT);
    if (!settle(to & LOW_BITS, to & ~LOW_BITS, size, parent)) return false;
  }
  return true;
}
