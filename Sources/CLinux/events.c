#define _GNU_SOURCE
#include "clinux.h"

#include <errno.h>
#include <malloc.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <unistd.h>

int clinux_signalfd(const sigset_t *signals) {
  return signalfd(-1, signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

int clinux_signalfd_read(int descriptor) {
  struct signalfd_siginfo info;
  ssize_t length = read(descriptor, &info, sizeof info);
  if (length < 0) return errno == EAGAIN || errno == EINTR ? 0 : -1;
  return length == (ssize_t)sizeof info ? (int)info.ssi_signo : 0;
}

int clinux_timerfd(void) {
  return timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
}

int clinux_timerfd_arm(int descriptor, int64_t milliseconds) {
  struct itimerspec when = {0};
  when.it_value.tv_sec = (time_t)(milliseconds / 1000);
  when.it_value.tv_nsec = (long)(milliseconds % 1000) * 1000000;
  return timerfd_settime(descriptor, TFD_TIMER_ABSTIME, &when, NULL);
}

int clinux_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int clinux_eventfd_signal(int descriptor) { return eventfd_write(descriptor, 1); }

int clinux_counter_clear(int descriptor) {
  uint64_t count;
  return read(descriptor, &count, sizeof count) < 0 && errno != EAGAIN && errno != EINTR ? -1 : 0;
}

// Fills in the address of a unix socket; its length, or -1 with errno.
static int unix_address(struct sockaddr_un *target, const char *path) {
  size_t name = strlen(path);
  if (name == 0 || name >= sizeof target->sun_path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  *target = (struct sockaddr_un){.sun_family = AF_UNIX};
  memcpy(target->sun_path, path, name);
  // An abstract address is written with @ in front and sent with a NUL there.
  if (path[0] == '@') target->sun_path[0] = 0;
  return (int)(offsetof(struct sockaddr_un, sun_path) + name);
}

static void close_quietly(int descriptor) {
  int reason = errno;
  close(descriptor);
  errno = reason;
}

int clinux_ask_socket(const char *path) {
  struct sockaddr_un target;
  int size = unix_address(&target, path);
  if (size < 0) return -1;
  int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return -1;
  int result = connect(descriptor, (const struct sockaddr *)&target, (socklen_t)size);
  close_quietly(descriptor);
  return result;
}

int clinux_connect(const char *path, int seconds) {
  struct sockaddr_un target;
  int size = unix_address(&target, path);
  if (size < 0) return -1;
  int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -1;
  struct timeval patience = {.tv_sec = seconds};
  if (setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) == 0 &&
      connect(descriptor, (const struct sockaddr *)&target, (socklen_t)size) == 0)
    return descriptor;
  close_quietly(descriptor);
  return -1;
}

void clinux_trim_memory(void) { malloc_trim(0); }
