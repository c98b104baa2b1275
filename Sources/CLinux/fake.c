#define _GNU_SOURCE
#include "clinux_fake.h"

#include <errno.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

int clinux_uevent_socket(void) {
  return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_KOBJECT_UEVENT);
}

ssize_t clinux_uevent_send(int socket, uint32_t group, const void *head, size_t head_size,
                           const void *body, size_t body_size) {
  struct sockaddr_nl address;
  memset(&address, 0, sizeof(address));
  address.nl_family = AF_NETLINK;
  address.nl_groups = group;
  struct iovec parts[2] = {
      {.iov_base = (void *)head, .iov_len = head_size},
      {.iov_base = (void *)body, .iov_len = body_size},
  };
  struct msghdr message = {
      .msg_name = &address,
      .msg_namelen = sizeof(address),
      .msg_iov = parts,
      .msg_iovlen = 2,
  };
  ssize_t sent = sendmsg(socket, &message, 0);
  // Nobody listens: the message went where all such messages go.
  if (sent < 0 && errno == ECONNREFUSED) return 0;
  return sent;
}
