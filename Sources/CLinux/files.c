#define _GNU_SOURCE
#include "clinux_files.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int clinux_open_attribute(int directory, const char *path) {
  return openat(directory, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

int clinux_open_place(const char *path) { return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC); }

int clinux_locate(int directory, const char *name, int follows) {
  return openat(directory, name, O_PATH | O_CLOEXEC | (follows ? 0 : O_NOFOLLOW));
}

int clinux_open_located(int descriptor) {
  char name[32];
  snprintf(name, sizeof name, "/proc/self/fd/%d", descriptor);
  int opened = open(name, O_WRONLY | O_CLOEXEC | O_NONBLOCK);
  if (opened >= 0) fcntl(opened, F_SETFL, O_WRONLY);
  return opened;
}

int clinux_device(const char *path, unsigned *major, unsigned *minor) {
  struct statx status;
  int flags = AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT;
  if (statx(AT_FDCWD, path, flags, STATX_TYPE, &status) != 0) return -1;
  if (!S_ISCHR(status.stx_mode)) return 0;
  *major = status.stx_rdev_major;
  *minor = status.stx_rdev_minor;
  return 1;
}

static struct flock whole(void) {
  return (struct flock){.l_type = F_WRLCK, .l_whence = SEEK_SET};
}

int clinux_claim(int descriptor) {
  struct flock lock = whole();
  return fcntl(descriptor, F_OFD_SETLK, &lock);
}

int clinux_unclaim(int descriptor) {
  struct flock lock = whole();
  lock.l_type = F_UNLCK;
  return fcntl(descriptor, F_OFD_SETLK, &lock);
}

int clinux_is_claimed(int descriptor) {
  struct flock lock = whole();
  if (fcntl(descriptor, F_OFD_GETLK, &lock) != 0) return -1;
  return lock.l_type != F_UNLCK;
}
