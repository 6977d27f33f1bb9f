/*
 * Cells and what they hold. Specification: "Cell", "Key node", "Key value" and so on; the layouts in src/regf/structures have the
 * same fields, and the tests hold the two against each other. Offsets of fields count from the start of a cell's data.
 */
#ifndef HIVEMEND_CELLS_H_
#define HIVEMEND_CELLS_H_

#include <stdint.h>

/* From the start of the hive bins data, as the format stores references. */
typedef uint32_t CellOffset;

#define NO_CELL UINT32_MAX
#define CELL_ALIGNMENT 8u
#define CELL_HEADER_SIZE 4u

#define HIVE_BIN_ALIGNMENT 4096u
#define HIVE_BIN_HEADER_SIZE 32u
#define HBIN 0x6e696268u

/* Two letters as a little-endian number. */
#define NK 0x6b6eu
#define VK 0x6b76u
#define SK 0x6b73u
#define DB 0x6264u
#define LI 0x696cu
#define LF 0x666cu
#define LH 0x686cu
#define RI 0x6972u

enum key_node {
  NK_FLAGS = 2,
  NK_PARENT = 16,
  NK_SUBKEY_COUNT = 20,
  NK_SUBKEYS_LIST = 28,
  NK_VALUE_COUNT = 36,
  NK_VALUES_LIST = 40,
  NK_SECURITY = 44,
  NK_CLASS_NAME = 48,
  NK_NAME_LENGTH = 72,
  NK_CLASS_NAME_LENGTH = 74,
  NK_SIZE = 76,
};
#define KEY_PREDEF_HANDLE 0x40u

enum key_value { VK_NAME_LENGTH = 2, VK_DATA_SIZE = 4, VK_DATA = 8, VK_SIZE = 20 };
#define DATA_IS_INLINE 0x80000000u

enum big_data { DB_COUNT = 2, DB_LIST = 4, DB_SIZE = 8 };
#define DATA_SEGMENT_SIZE 16344u
/* Hives of an older minor version have no big data. */
#define BIG_DATA_MINOR_VERSION 4u

enum key_security { SK_FLINK = 4, SK_BLINK = 8, SK_DESCRIPTOR_SIZE = 16, SK_SIZE = 20 };

enum subkeys_list { LIST_COUNT = 2, LIST_SIZE = 4 };
/* Index roots inside index roots: src/regf/structures/index-root.ts. */
#define INDEX_ROOT_DEPTH_LIMIT 4u

static inline uint32_t u32_at(const uint8_t *bytes, uint32_t at) { return *(const uint32_t *)(bytes + at); }
static inline uint32_t u16_at(const uint8_t *bytes, uint32_t at) { return *(const uint16_t *)(bytes + at); }

/* Bytes of an element of a subkeys list; 0 for another signature. */
static inline uint32_t element_size(uint32_t signature)
{
  return signature == LH || signature == LF ? 8 : signature == LI || signature == RI ? 4 : 0;
}

static inline uint32_t segment_count(uint32_t size) { return (size + DATA_SEGMENT_SIZE - 1) / DATA_SEGMENT_SIZE; }

/* Bytes of the data that lie in the segment of that index. */
static inline uint32_t segment_length(uint32_t size, uint32_t index)
{
  uint32_t rest = size - index * DATA_SEGMENT_SIZE;
  return rest < DATA_SEGMENT_SIZE ? rest : DATA_SEGMENT_SIZE;
}

#endif
