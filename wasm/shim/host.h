/*
 * Included in front of every source file of hivex (emcc -include): sends the few things hivex asks of a system to
 * host.c. The sources of hivex themselves stay as they were released.
 */
#ifndef HIVEMEND_HOST_H_
#define HIVEMEND_HOST_H_

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int host_open(const char *name, int flags);
int host_fstat(int fd, struct stat *status);
int host_close(int fd);
size_t host_full_read(int fd, void *target, size_t count);
size_t host_full_write(int fd, const void *bytes, size_t count);
void *host_malloc(size_t size);
void *host_realloc(void *block, size_t size);
void host_free(void *block);
size_t host_iconv(iconv_t converter, char **in, size_t *in_left, char **out, size_t *out_left);

#define open(name, flags, ...) host_open((name), (flags))
#define fstat(fd, status) host_fstat((fd), (status))
#define close(fd) host_close(fd)
#define full_read(fd, target, count) host_full_read((fd), (target), (count))
#define full_write(fd, bytes, count) host_full_write((fd), (bytes), (count))
#define malloc(size) host_malloc(size)
#define realloc(block, size) host_realloc((block), (size))
#define free(block) host_free(block)
#define iconv(converter, in, in_left, out, out_left) \
  host_iconv((converter), (char **)(in), (in_left), (char **)(out), (out_left))
/* There are no descriptors to inherit and no environment; hives are always opened for writing, so never mapped. */
#define fcntl(...) 0
#define getenv(name) ((char *)NULL)
#define mmap(...) MAP_FAILED
#define munmap(...) 0

#endif
