// Lets a program that knows nothing of fake hosts write to the one at /sys, for LD_PRELOAD.
//
//   cc -shared -fPIC -o fake-writes.so Tests/tools/fake-writes.c
//
// To a fake host such writes are text in files. Each one to a file below /sys is done by `apmatrix fake write`
// instead, and its refusal is the caller's errno.
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct {
  const char *name;
  int number;
} refusals[] = {
    {"EADDRINUSE", EADDRINUSE}, {"EADDRNOTAVAIL", EADDRNOTAVAIL}, {"EAGAIN", EAGAIN},
    {"EBUSY", EBUSY},           {"EEXIST", EEXIST},               {"EINVAL", EINVAL},
    {"ENODEV", ENODEV},         {"ENOENT", ENOENT},               {"EPERM", EPERM},
};

// What is started from here writes as it is.
__attribute__((constructor)) static void once(void) { unsetenv("LD_PRELOAD"); }

static int refusal(const char *told) {
  for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
    if (strstr(told, refusals[i].name)) return refusals[i].number;
  return EIO;
}

ssize_t write(int descriptor, const void *data, size_t size) {
  char link[64], path[PATH_MAX], command[PATH_MAX + 256], told[512] = "";
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 5 || strncmp(path, "/sys/", 5) != 0 || size > 128)
    return syscall(SYS_write, descriptor, data, size);
  path[length] = 0;
  snprintf(command, sizeof command, "apmatrix fake write /sys '%s' --no-newline -- '%.*s' 2>&1",
           path + 5, (int)size, (const char *)data);
  FILE *answer = popen(command, "r");
  if (!answer) return -1;
  fread(told, 1, sizeof told - 1, answer);
  if (pclose(answer) == 0) return (ssize_t)size;
  errno = refusal(told);
  return -1;
}
