/* Key security items: the only cells that several keys share. They may lie anywhere, so that all are kept. */
#ifndef HIVEMEND_SECURITY_H_
#define HIVEMEND_SECURITY_H_

#include "check.h"

void forget_security(void);

/*
 * Keeps the cell if it can be a key security item. `room` is what its data has.
 * What becomes of it: kept, no item, or no memory left (a problem, noted).
 */
enum kept { KEPT, NO_ITEM, NOT_KEPT };
enum kept keep_security(CellOffset offset, const uint8_t *data, uint32_t room);

/* A key refers to an item. False when no memory is left. */
bool refer_to_security(CellOffset item);

/* After all bytes: every reference leads to an item, and the list that the root's item is in comes back to it. */
bool join_security(CellOffset of_root);

#endif
