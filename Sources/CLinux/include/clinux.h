// What Swift's Glibc module does not export, as thin functions without a policy of their own.
// A failure is -1 with errno set, as in the C library.
#ifndef CLINUX_H
#define CLINUX_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "clinux_digest.h"
#include "clinux_fake.h"
#include "clinux_files.h"
#include "clinux_journal.h"
#include "clinux_xml.h"

// getdents64(2): fills the buffer with directory entries; opendir(3) would stat first.
ssize_t clinux_getdents(int descriptor, void *_Nonnull buffer, size_t size);

// The name, the DT_ type and the length of the entry at an offset of a buffer that
// clinux_getdents filled.
const char *_Nonnull clinux_entry_name(const void *_Nonnull buffer, size_t offset);
unsigned char clinux_entry_type(const void *_Nonnull buffer, size_t offset);
size_t clinux_entry_length(const void *_Nonnull buffer, size_t offset);

// statfs(2): whether the path is on a sysfs, as 1 or 0.
int clinux_is_sysfs(const char *_Nonnull path);

// open(2) with O_TMPFILE: a file of a directory that has no name yet and is gone with its last user.
int clinux_unnamed_file(const char *_Nonnull directory, mode_t mode);

// linkat(2): gives an open file a name; EEXIST if the name is taken.
int clinux_link_descriptor(int descriptor, const char *_Nonnull path);

// close_range(2): closes every descriptor of a run of numbers, one by one where there is no such call, or it is
// refused; up to INT_MAX closes what is open.
void clinux_close_run(int first, int last);

// fork(2): the child, which is 0 to itself, has only the calling thread.
pid_t clinux_fork(void);

// malloc_trim(3): gives the system back what was freed.
void clinux_trim_memory(void);

// signalfd(2): a new descriptor that reports these signals, which the caller has blocked.
int clinux_signalfd(const sigset_t *_Nonnull signals);

// The number of the next signal; 0 if there is none.
int clinux_signalfd_read(int descriptor);

// timerfd_create(2) on the monotonic clock.
int clinux_timerfd(void);

// timerfd_settime(2): fires once at an absolute time in milliseconds; 0 disarms.
int clinux_timerfd_arm(int descriptor, int64_t milliseconds);

// eventfd(2): a new counter, not signalled.
int clinux_eventfd(void);

// eventfd_write(3): makes the counter readable.
int clinux_eventfd_signal(int descriptor);

// Reads a timer's or a counter's value so that it is no longer readable.
int clinux_counter_clear(int descriptor);

// connect(2) to a unix socket with one of another kind: EPROTOTYPE if a process has it, and that process
// hears nothing of it; ECONNREFUSED if none has.
int clinux_ask_socket(const char *_Nonnull path);

// connect(2) to a unix socket that takes streams, waiting no longer than so many seconds for it, and later for
// each send; the descriptor, or -1 with errno.
int clinux_connect(const char *_Nonnull path, int seconds);

#endif
