/*
 * The system under hivex: one file, whose bytes are already in memory.
 *
 * The room holds the hive's image. The caller reserves it and fills it; hivex_open then asks for a file's size, for a
 * block of that size, and for the file to be read into it. It is given the room itself, so nothing is copied. The room
 * has headroom: when hivex makes the image longer, realloc answers with the same address. hivex_commit writes the
 * image to a file: it is written nowhere, and the caller looks at the bytes where they lie.
 */
#include "host.h"

/* Here the C library's own are meant. */
#undef malloc
#undef realloc
#undef free
#undef iconv

#define FD_IMAGE 3
#define FD_COMMIT 4
#define PAGE ((size_t)4096)

static char *room;
static size_t room_length;   /* bytes of the image: what the caller put there, and what hivex added */
static size_t room_capacity; /* bytes until realloc has to move the room */
static void *image;          /* the room under the address that hivex knows */
static int image_wanted;     /* hivex was told the size and asks for the block next */

/* A file's pages are copied into the room by the system, on some processors many times faster from page to page. */
static void *allocate_pages(size_t size)
{
  return size > SIZE_MAX - PAGE ? NULL : aligned_alloc(PAGE, (size + PAGE - 1) / PAGE * PAGE);
}

void *host_reserve(size_t length, size_t capacity)
{
  free(room);
  room = allocate_pages(capacity < length ? length : capacity);
  room_length = room ? length : 0;
  room_capacity = room ? capacity : 0;
  image = NULL;
  image_wanted = 0;
  if (!room) errno = ENOMEM;
  return room;
}

/* The room outlives hivex_close, so that closing twice or a failed realloc leave nothing dangling. */
void host_release(void)
{
  free(room);
  image = room = NULL;
  room_length = room_capacity = 0;
}

void *host_room(void) { return room; }
size_t host_image_length(void) { return room_length; }
int host_errno(void) { return errno; }
void host_clear_errno(void) { errno = 0; }
const char *host_strerror(int code) { return strerror(code); }
void *host_allocate(size_t size) { return malloc(size); }
void host_deallocate(void *block) { free(block); }
const char *host_hivex_version(void) { return HIVEX_VERSION; }
int host_emscripten_version(void)
{
  return __EMSCRIPTEN_major__ * 1000000 + __EMSCRIPTEN_minor__ * 1000 + __EMSCRIPTEN_tiny__;
}

int host_open(const char *name, int flags)
{
  (void)name;
  return (flags & O_ACCMODE) == O_RDONLY ? FD_IMAGE : FD_COMMIT;
}

int host_fstat(int fd, struct stat *status)
{
  (void)fd;
  memset(status, 0, sizeof *status);
  status->st_size = (off_t)room_length;
  image_wanted = 1;
  return 0;
}

int host_close(int fd)
{
  (void)fd;
  return 0;
}

size_t host_full_read(int fd, void *target, size_t count)
{
  if (fd != FD_IMAGE || target != room || count != room_length) {
    errno = EIO;
    return 0;
  }
  return count;
}

size_t host_full_write(int fd, const void *bytes, size_t count)
{
  if (fd != FD_COMMIT || bytes != room) {
    errno = EIO;
    return 0;
  }
  return count;
}

void *host_malloc(size_t size)
{
  if (image_wanted && room && size == room_length) {
    image_wanted = 0;
    return image = room;
  }
  return malloc(size);
}

/* Keeps the bytes that are there; the room's address may change when it has no more headroom. */
void *host_realloc(void *block, size_t size)
{
  if (!block || block != room) return realloc(block, size);
  if (size > room_capacity) {
    char *moved = realloc(room, size);
    if (!moved) return NULL;
    room = moved;
    room_capacity = size;
  }
  room_length = size;
  return image = room;
}

void host_free(void *block)
{
  if (block != image) free(block);
}

/* musl puts '*' for what the target can't hold; hivex relies on the failure that glibc gives, to turn to UTF-16. */
size_t host_iconv(iconv_t converter, char **in, size_t *in_left, char **out, size_t *out_left)
{
  size_t replaced = iconv(converter, in, in_left, out, out_left);
  if (replaced == 0 || replaced == (size_t)-1) return replaced;
  errno = EILSEQ;
  return (size_t)-1;
}
