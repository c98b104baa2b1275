// What the fake host needs of Linux beyond the Glibc module. A failure is -1 with errno set.
#ifndef CLINUX_FAKE_H
#define CLINUX_FAKE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// A netlink socket for kernel and udev events, with the process's credentials on every message.
int clinux_uevent_socket(void);

// Sends one message of two parts to a multicast group (1 the kernel's, 2 udev's) of the socket's
// network namespace. Without listeners this succeeds.
ssize_t clinux_uevent_send(int socket, uint32_t group, const void *_Nonnull head, size_t head_size,
                           const void *_Nonnull body, size_t body_size);

#endif
