#!/bin/sh
# udev 257 of Debian 13 (the same with 252)
#
# Guess: `udevadm info --attribute-walk` of a guest's mdev prints its matrix, guest_matrix and control_domains: the
#   manual says that it prints what rules can match, and the head of its output "all possible attributes".
# Seen: it leaves out, without a word, each whose text has more than one line. So a matrix of one queue is printed and
#   one of two is not; a guest that gets one of its two queues has a guest_matrix and seems to have no matrix, and one
#   that gets both seems to have neither, as an mdev that is being removed. Rules do match them, with
#   ATTR{matrix}=="*05.0047*" and with ATTR{matrix}==e"05.0004\n05.0047".
# Needs root and mmdebstrap.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mmdebstrap --quiet --mode=root --variant=minbase --include=udev trixie "$work/root" \
  http://deb.debian.org/debian
chroot "$work/root" udevadm --version | grep -q '^257' || echo "note: another udev" >&2

# What the kernel shows of an mdev of vfio_ap.
uuid=62177883-f1bb-47f0-914d-32a22e3a8804
matrix=$work/sys/devices/vfio_ap/matrix
mkdir -p "$matrix/$uuid" "$work/sys/bus/mdev/devices" "$work/sys/bus/matrix/devices"
ln -s ../../../../bus/mdev "$matrix/$uuid/subsystem"
ln -s ../../../bus/matrix "$matrix/subsystem"
ln -s ../../../devices/vfio_ap/matrix/$uuid "$work/sys/bus/mdev/devices/$uuid"
: >"$matrix/uevent"
: >"$matrix/$uuid/uevent"
cat >"$work/root/etc/udev/rules.d/90-matrix.rules" <<'RULES'
ATTR{matrix}=="*05.0047*", ENV{BY_PATTERN}="yes"
ATTR{matrix}==e"05.0004\n05.0047", ENV{BY_LINES}="yes"
RULES
udevadm() {
  # shellcheck disable=SC2016 # the inner shell's own
  unshare --mount --propagation private sh -c 'mount --bind "$0/sys" "$0/root/sys"
    SYSTEMD_DEVICE_VERIFY_SYSFS=0 exec chroot "$0/root" udevadm "$@"' "$work" "$@" 2>&1 || true
}
printed() { # which of the three are printed
  udevadm info --attribute-walk "/sys/devices/vfio_ap/matrix/$uuid" |
    sed -n 's/^ *ATTR{\(matrix\|guest_matrix\|control_domains\)}.*/\1/p' | sort | tr '\n' ' '
}
matched() { # which rules match
  udevadm test --action=add "/sys/devices/vfio_ap/matrix/$uuid" | grep -o 'BY_[A-Z]*=yes' | sort -u | tr '\n' ' '
}
result=0
expect() { # WANTED SEEN WHAT
  echo "$3: $2"
  [ "$2" = "$1" ] || { echo "changed: $3, was $1" >&2; result=1; }
}
give() { # MATRIX GUEST_MATRIX CONTROL_DOMAINS
  # shellcheck disable=SC2059 # with line ends
  printf "$1" >"$matrix/$uuid/matrix" && printf "$2" >"$matrix/$uuid/guest_matrix" &&
    printf "$3" >"$matrix/$uuid/control_domains"
}
give '05.0004\n' '05.0004\n' '0004\n'
expect "control_domains guest_matrix matrix " "$(printed)" "one queue, printed"
give '' '' ''
expect "control_domains guest_matrix matrix " "$(printed)" "no queue, printed"
give '05.0004\n05.0047\n' '05.0004\n' '0004\n'
expect "control_domains guest_matrix " "$(printed)" "two queues, one given to the guest, printed"
give '05.0004\n05.0047\n' '05.0004\n05.0047\n' '0004\n0047\n'
expect "" "$(printed)" "two queues, both given, printed"
expect "BY_LINES=yes BY_PATTERN=yes " "$(matched)" "two queues, rules that match"
[ "$result" = 0 ] && echo "as described"
exit "$result"
