/*
 * What a window could not settle: cells in it that nothing in it refers to (leftovers), and references that lead out of it. After the
 * last window each of these references must find a leftover of its own.
 */
#ifndef HIVEMEND_LEFTOVERS_H_
#define HIVEMEND_LEFTOVERS_H_

#include "check.h"

void forget_leftovers(void);

/*
 * Keeps of an allocated cell what a reference to it may ask for. In ascending order.
 * False when no memory is left, as for all below.
 */
bool leave_key(CellOffset offset, uint32_t size, CellOffset parent);
bool leave_cell(CellOffset offset, uint32_t size, const uint8_t *data);

/* References out of the window. `size` is the least that the cell's data must have room for. */
bool refer_to_key(CellOffset key, CellOffset parent);
bool refer_to_subkeys(CellOffset list, CellOffset parent, uint32_t depth);
/* After those of a key: how many subkeys they list together. */
bool expect_subkeys(CellOffset parent, uint32_t count);
bool refer_to_values(CellOffset list, uint32_t count);
bool refer_to_value(CellOffset value);
bool refer_to_data(CellOffset data, uint32_t size);
bool refer_to_big_data(CellOffset record, uint32_t size);
bool refer_to_segments(CellOffset list, uint32_t size);

/* Settles all of them, and the root. */
bool join_leftovers(void);

#endif
