/* A stretch of whole hive bins that is in memory: what refers to what within it is settled at once. */
#ifndef HIVEMEND_WINDOW_H_
#define HIVEMEND_WINDOW_H_

#include "check.h"

/* Makes room for windows of so many bytes. False when no memory is left. */
bool prepare_windows(uint32_t size);

/* `bytes` are the hive bins from `start` on, `size` in all; every one of them has a header that was checked. */
bool look_through(const uint8_t *bytes, CellOffset start, uint32_t size);

#endif
