#define _GNU_SOURCE
#include "clinux.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct dirent64 *entry(const void *buffer, size_t offset) {
  return (const struct dirent64 *)((const char *)buffer + offset);
}

ssize_t clinux_getdents(int descriptor, void *buffer, size_t size) {
  return getdents64(descriptor, buffer, size);
}

const char *clinux_entry_name(const void *buffer, size_t offset) {
  return entry(buffer, offset)->d_name;
}

unsigned char clinux_entry_type(const void *buffer, size_t offset) {
  return entry(buffer, offset)->d_type;
}

size_t clinux_entry_length(const void *buffer, size_t offset) {
  return entry(buffer, offset)->d_reclen;
}

int clinux_is_sysfs(const char *path) {
  struct statfs status;
  if (statfs(path, &status) != 0) return -1;
  return status.f_type == SYSFS_MAGIC;
}

int clinux_unnamed_file(const char *directory, mode_t mode) {
  return open(directory, O_TMPFILE | O_WRONLY | O_CLOEXEC, mode);
}

int clinux_link_descriptor(int descriptor, const char *path) {
  char name[32];
  snprintf(name, sizeof name, "/proc/self/fd/%d", descriptor);
  return linkat(AT_FDCWD, name, AT_FDCWD, path, AT_SYMLINK_FOLLOW);
}

// Where /proc does not tell, the highest number that a process has by default.
static int highest_open_descriptor(void) {
  int highest = 1023;
  DIR *directory = opendir("/proc/self/fd");
  if (directory == NULL) return highest;
  for (struct dirent *name; (name = readdir(directory)) != NULL;) {
    int number = atoi(name->d_name);
    if (number > highest) highest = number;
  }
  closedir(directory);
  return highest;
}

void clinux_close_run(int first, int last) {
  if (syscall(SYS_close_range, (unsigned)first, (unsigned)last, 0) == 0) return;
  // Containers of older runtimes refuse the call, and two thousand million calls instead take minutes.
  if (last == INT_MAX) last = highest_open_descriptor();
  for (int descriptor = first; descriptor <= last; descriptor++) close(descriptor);
}

pid_t clinux_fork(void) { return fork(); }
