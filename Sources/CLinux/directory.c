#define _GNU_SOURCE
#include "clinux.h"

#include <dirent.h>

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
