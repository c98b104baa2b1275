// What Swift's Glibc module does not export, as thin functions without a policy of their own.
// A failure is -1 with errno set, as in the C library.
#ifndef CLINUX_H
#define CLINUX_H

#include <stddef.h>
#include <sys/types.h>

#include "clinux_fake.h"

// getdents64(2): fills the buffer with directory entries; opendir(3) would stat first.
ssize_t clinux_getdents(int descriptor, void *_Nonnull buffer, size_t size);

// The name, the DT_ type and the length of the entry at an offset of a buffer that
// clinux_getdents filled.
const char *_Nonnull clinux_entry_name(const void *_Nonnull buffer, size_t offset);
unsigned char clinux_entry_type(const void *_Nonnull buffer, size_t offset);
size_t clinux_entry_length(const void *_Nonnull buffer, size_t offset);

#endif
