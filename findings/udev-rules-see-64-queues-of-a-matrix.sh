#!/bin/sh
# udev 257 of Debian 13 (the same with 252)
#
# Guess: the rule ATTR{matrix}=="*05.0040*" matches a guest's mdev with that queue, and with != one without it, however
#   many queues the mdev has; `udevadm trigger --attr-match=matrix=*05.0040*` finds the same mdevs.
# Seen: a rule compares with the first 511 characters of an attribute, 64 queues, without a word. A guest with one
#   adapter and all 85 domains of a large machine has 05.003f for rules and has not 05.0040, and != says so.
#   control_domains is cut after 102. `udevadm trigger` compares with all of it. So does a rule whose first alternative
#   ends in a blank, ATTR{matrix}==" |*05.0040*": udev makes its short copy to take white space off its end, and then
#   does not.
# Needs root and mmdebstrap.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mmdebstrap --quiet --mode=root --variant=minbase --include=udev trixie "$work/root" \
  http://deb.debian.org/debian
chroot "$work/root" udevadm --version | grep -q '^257' || echo "note: another udev" >&2

# What the kernel shows of an mdev of vfio_ap: adapter 5 with COUNT domains from 0 on, and as many control domains.
uuid=62177883-f1bb-47f0-914d-32a22e3a8804
mdev=$work/sys/devices/vfio_ap/matrix/$uuid
mkdir -p "$mdev" "$work/sys/bus/mdev/devices" "$work/sys/bus/matrix"
ln -s ../../../../bus/mdev "$mdev/subsystem"
ln -s ../../../bus/matrix "$mdev/../subsystem"
ln -s "../../../devices/vfio_ap/matrix/$uuid" "$work/sys/bus/mdev/devices/$uuid"
: >"$mdev/../uevent"
: >"$mdev/uevent"
give() { # COUNT
  seq 0 $(($1 - 1)) | xargs printf '05.%04x\n' >"$mdev/matrix"
  seq 0 $(($1 - 1)) | xargs printf '%04x\n' >"$mdev/control_domains"
}
udevadm() {
  # shellcheck disable=SC2016 # the inner shell's own
  unshare --mount --propagation private sh -c 'mount --bind "$0/sys" "$0/root/sys"
    SYSTEMD_DEVICE_VERIFY_SYSFS=0 SYSTEMD_IGNORE_CHROOT=1 exec chroot "$0/root" udevadm "$@"' "$work" "$@" 2>&1 || true
}
matched() { # QUEUE: which of four rules about a queue, or about its domain, match
  cat >"$work/root/etc/udev/rules.d/90-matrix.rules" <<RULES
ATTR{matrix}=="*05.$1*", ENV{RULE_1}="has"
ATTR{matrix}!="*05.$1*", ENV{RULE_2}="lacks"
ATTR{matrix}==" |*05.$1*", ENV{RULE_3}="has-by-blank"
ATTR{control_domains}=="*$1*", ENV{RULE_4}="controls"
RULES
  udevadm test --action=bind "/sys/devices/vfio_ap/matrix/$uuid" | grep -o 'RULE_.=.*' | sort -u | cut -d = -f 2 | xargs
}
result=0
expect() { # WANTED SEEN WHAT
  echo "$3: ${2:-none}"
  [ "$2" = "$1" ] || { echo "changed: $3, was $1" >&2; result=1; }
}
give 64
expect "has has-by-blank controls" "$(matched 003f)" "64 queues, the last"
give 65
expect "lacks has-by-blank controls" "$(matched 0040)" "65 queues, the last"
expect "/sys/devices/vfio_ap/matrix/$uuid" "$(udevadm trigger --dry-run --verbose '--attr-match=matrix=*05.0040*')" \
  "65 queues, triggered by the last"
give 85
expect "has has-by-blank controls" "$(matched 003f)" "85 queues, the 64th"
expect "lacks has-by-blank controls" "$(matched 0054)" "85 queues, the last"
give 103
expect "lacks has-by-blank controls" "$(matched 0065)" "103 queues, the 102nd"
expect "lacks has-by-blank" "$(matched 0066)" "103 queues, the last"
[ "$result" = 0 ] && echo "as described"
exit "$result"
