#include "security.h"

#include <string.h>

#include "tables.h"

enum { ITEM_OFFSET, ITEM_FLINK, ITEM_BLINK, ITEM_IS_IN_LIST, ITEM_WORDS };

static Table items;      /* ascending */
static Table references; /* each item at least once */

/* Items that were referred to lately: most keys share few of them. */
#define RECENT 1024u
static CellOffset recent[RECENT];

void forget_security(void)
{
  items = (Table){ 0 };
  references = (Table){ 0 };
  memset(recent, 0xff, sizeof recent);
}

enum kept keep_security(CellOffset offset, const uint8_t *data, uint32_t room)
{
  if (room < SK_SIZE || u32_at(data, SK_DESCRIPTOR_SIZE) > room - SK_SIZE) return NO_ITEM;
  CellOffset flink = u32_at(data, SK_FLINK), blink = u32_at(data, SK_BLINK);
  if (!is_reference(flink) || !is_reference(blink)) return NO_ITEM;
  bool is_kept = add_word(&items, offset) && add_word(&items, flink) && add_word(&items, blink) && add_word(&items, 0);
  if (is_kept) return KEPT;
  fail(OUT_OF_MEMORY, offset);
  return NOT_KEPT;
}

bool refer_to_security(CellOffset item)
{
  CellOffset *known = &recent[item / CELL_ALIGNMENT % RECENT];
  if (*known == item) return true;
  *known = item;
  return add_word(&references, item) || fail(OUT_OF_MEMORY, item);
}

/* Index of the item's first word; UINT32_MAX when there is none. */
static uint32_t find_item(CellOffset offset)
{
  uint32_t low = 0, high = items.count / ITEM_WORDS;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    CellOffset found = *word_at(&items, middle * ITEM_WORDS + ITEM_OFFSET);
    if (found == offset) return middle * ITEM_WORDS;
    if (found < offset) low = middle + 1;
    else high = middle;
  }
  return UINT32_MAX;
}

/* Ends when it comes back to the first item, and at the latest when it meets any item twice. */
static bool follow_list(CellOffset first)
{
  CellOffset offset = first;
  for (;;) {
    uint32_t item = find_item(offset);
    *word_at(&items, item + ITEM_IS_IN_LIST) = 1;
    CellOffset next = *word_at(&items, item + ITEM_FLINK);
    uint32_t following = find_item(next);
    if (following == UINT32_MAX || *word_at(&items, following + ITEM_BLINK) != offset)
      return fail(SECURITY_WRONG, offset);
    if (next == first) return true;
    if (*word_at(&items, following + ITEM_IS_IN_LIST)) return fail(SECURITY_WRONG, offset);
    offset = next;
  }
}

bool join_security(CellOffset of_root)
{
  for (uint32_t i = 0; i < references.count; i++) {
    CellOffset item = *word_at(&references, i);
    if (find_item(item) == UINT32_MAX) return fail(SECURITY_WRONG, item);
  }
  return of_root == NO_CELL || follow_list(of_root);
}
