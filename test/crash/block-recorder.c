/*
 * Preloaded (LD_PRELOAD) into the process that keeps a file system in an image file: appends every write to the image and
 * every flush of it to a record. HIVEMEND_IMAGE names the image, HIVEMEND_RECORD the record. Only tests use this.
 *
 * A record is a row of entries: three little-endian 64-bit numbers (kind, offset, length), then, of a write, the bytes.
 * A write is recorded when it is done and a flush before it begins, one after the other: whatever stands before a flush
 * was done when the flush began.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/falloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { WRITE = 1, FLUSH = 2, ZERO = 3 };

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
static struct stat image;
static int record = -1;

#define REAL(name) __typeof__(&name) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void begin(void)
{
	const char *image_path = getenv("HIVEMEND_IMAGE");
	const char *record_path = getenv("HIVEMEND_RECORD");

	if (image_path && record_path && stat(image_path, &image) == 0)
		record = open(record_path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

static int is_image(int fd)
{
	struct stat status;

	return record >= 0 && fstat(fd, &status) == 0 && status.st_dev == image.st_dev && status.st_ino == image.st_ino;
}

/* A record with a gap would prove nothing: the process ends instead. */
static void put(const void *bytes, size_t length)
{
	REAL(write);

	while (length > 0) {
		ssize_t done = real(record, bytes, length);

		if (done <= 0)
			abort();
		bytes = (const char *)bytes + done;
		length -= (size_t)done;
	}
}

static void note(enum kind kind, off64_t offset, const void *bytes, size_t length)
{
	uint64_t entry[3] = { kind, (uint64_t)offset, length };

	put(entry, sizeof entry);
	if (kind == WRITE)
		put(bytes, length);
}

static ssize_t written(ssize_t done, const void *bytes, off64_t offset)
{
	int error = errno;

	if (done > 0)
		note(WRITE, offset, bytes, (size_t)done);
	errno = error;
	return done;
}

#define ONE_AT_A_TIME(call)                          \
	({                                           \
		pthread_mutex_lock(&one_at_a_time);  \
		__auto_type result = (call);         \
		pthread_mutex_unlock(&one_at_a_time); \
		result;                              \
	})

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset)
{
	REAL(pwrite64);

	if (!is_image(fd))
		return real(fd, bytes, length, offset);
	return ONE_AT_A_TIME(written(real(fd, bytes, length, offset), bytes, offset));
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset)
{
	return pwrite64(fd, bytes, length, offset);
}

ssize_t write(int fd, const void *bytes, size_t length)
{
	REAL(write);

	if (!is_image(fd))
		return real(fd, bytes, length);
	off64_t offset = lseek64(fd, 0, SEEK_CUR);
	return ONE_AT_A_TIME(written(real(fd, bytes, length), bytes, offset));
}

/* Part by part: each of them is a write of its own, and a disk may lose any of them. */
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset)
{
	REAL(pwritev64);
	ssize_t total = 0;

	if (!is_image(fd))
		return real(fd, parts, count, offset);
	for (int i = 0; i < count; i++) {
		ssize_t done = pwrite64(fd, parts[i].iov_base, parts[i].iov_len, offset + total);

		if (done < 0)
			return total > 0 ? total : done;
		total += done;
		if ((size_t)done < parts[i].iov_len)
			break;
	}
	return total;
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset)
{
	return pwritev64(fd, parts, count, offset);
}

static int flushed(int fd, int (*real)(int))
{
	note(FLUSH, 0, NULL, 0);
	return real(fd);
}

int fsync(int fd)
{
	REAL(fsync);

	return is_image(fd) ? ONE_AT_A_TIME(flushed(fd, real)) : real(fd);
}

int fdatasync(int fd)
{
	REAL(fdatasync);

	return is_image(fd) ? ONE_AT_A_TIME(flushed(fd, real)) : real(fd);
}

static int zeroed(int fd, int mode, off64_t offset, off64_t length, int (*real)(int, int, off64_t, off64_t))
{
	int result = real(fd, mode, offset, length);
	int error = errno;

	if (result == 0)
		note(ZERO, offset, NULL, (size_t)length);
	errno = error;
	return result;
}

int fallocate64(int fd, int mode, off64_t offset, off64_t length)
{
	REAL(fallocate64);

	if (!is_image(fd) || !(mode & (FALLOC_FL_PUNCH_HOLE | FALLOC_FL_ZERO_RANGE)))
		return real(fd, mode, offset, length);
	return ONE_AT_A_TIME(zeroed(fd, mode, offset, length, real));
}

int fallocate(int fd, int mode, off_t offset, off_t length)
{
	return fallocate64(fd, mode, offset, length);
}
