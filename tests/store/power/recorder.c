/* What a program does to the files of a folder, in order: LD_PRELOAD this, and name the folder and the record.

   A line of the record is an operation, its file and two numbers: W offset length, followed by the bytes; T size (the
   file is cut or grown); S (its bytes are on the disk); U (its name is gone). The memory of connections (-shm) is left
   out: no power loss leaves it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int record = -1;

static ssize_t put(const void *data, size_t size) {
    return syscall(SYS_write, record, data, size);
}

static const char *within(const char *path) {
    const char *folder = getenv("RECORD_FOLDER");
    size_t length = folder ? strlen(folder) : 0;
    if (!length || strncmp(path, folder, length) || path[length] != '/') return NULL;
    size_t end = strlen(path);
    if (end > 4 && !strcmp(path + end - 4, "-shm")) return NULL;
    return path + length + 1;
}

static void tell(char what, const char *path, long long at, long long size, const void *data) {
    const char *name = within(path);
    if (!name) return;
    if (record < 0) record = open(getenv("RECORD_INTO"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    char line[PATH_MAX + 64];
    put(line, snprintf(line, sizeof line, "%c %s %lld %lld\n", what, name, at, size));
    if (data) put(data, size);
}

static void tell_of(int file, char what, long long at, long long size, const void *data) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return;
    path[length] = 0;
    tell(what, path, at, size, data);
}

#define REAL(name) static __typeof__(name) *real; if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) {
    REAL(pwrite64);
    ssize_t done = real(file, data, size, at);
    if (done > 0) tell_of(file, 'W', at, done, data);
    return done;
}

ssize_t pwrite(int file, const void *data, size_t size, off_t at) {
    return pwrite64(file, data, size, at);
}

ssize_t write(int file, const void *data, size_t size) {
    REAL(write);
    ssize_t done = real(file, data, size);
    if (done > 0) tell_of(file, 'W', lseek(file, 0, SEEK_CUR) - done, done, data);
    return done;
}

int ftruncate64(int file, off64_t size) {
    REAL(ftruncate64);
    int failed = real(file, size);
    if (!failed) tell_of(file, 'T', size, 0, NULL);
    return failed;
}

int ftruncate(int file, off_t size) {
    return ftruncate64(file, size);
}

int fsync(int file) {
    REAL(fsync);
    int failed = real(file);
    if (!failed) tell_of(file, 'S', 0, 0, NULL);
    return failed;
}

int fdatasync(int file) {
    REAL(fdatasync);
    int failed = real(file);
    if (!failed) tell_of(file, 'S', 0, 0, NULL);
    return failed;
}

int unlink(const char *path) {
    REAL(unlink);
    int failed = real(path);
    if (!failed) tell('U', path, 0, 0, NULL);
    return failed;
}
