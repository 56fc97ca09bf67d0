/* A disk without room, for the programs that LD_PRELOAD this: while the file that FULL_DISK names is there, no file of
   theirs grows. What overwrites bytes that a file has already is written, as on a real one. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static int has_no_room(int file, off_t end) {
    const char *flag = getenv("FULL_DISK");
    struct stat state;
    if (!flag || access(flag, F_OK) || fstat(file, &state) || !S_ISREG(state.st_mode)) return 0;
    return end > state.st_size;
}

#define REAL(name) static __typeof__(name) *real; if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)
#define REFUSE(file, end) if (has_no_room(file, end)) { errno = ENOSPC; return -1; }

static off_t length(const struct iovec *parts, int count) {
    off_t all = 0;
    for (int n = 0; n < count; n++) all += parts[n].iov_len;
    return all;
}

ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) {
    REAL(pwrite64);
    REFUSE(file, at + (off_t)size);
    return real(file, data, size, at);
}

ssize_t pwrite(int file, const void *data, size_t size, off_t at) {
    return pwrite64(file, data, size, at);
}

ssize_t pwritev64(int file, const struct iovec *parts, int count, off64_t at) {
    REAL(pwritev64);
    REFUSE(file, at + length(parts, count));
    return real(file, parts, count, at);
}

ssize_t pwritev(int file, const struct iovec *parts, int count, off_t at) {
    return pwritev64(file, parts, count, at);
}

int posix_fallocate64(int file, off64_t at, off64_t size) {
    REAL(posix_fallocate64);
    return has_no_room(file, at + size) ? ENOSPC : real(file, at, size);
}

int posix_fallocate(int file, off_t at, off_t size) {
    return posix_fallocate64(file, at, size);
}
