#!/bin/sh
# systemd 257 of Debian 13 (the same with 252)
#
# Guess: an entry with a field for each of 1,360 queues is sent by sd_journal_sendv(3), by memfd if it is too
#   large for a datagram, as the manual says, and then `journalctl QUEUE=05.0047` finds it.
# Seen: from 511 fields on sd_journal_sendv returns -EINVAL, however short they are: each is two pieces, and
#   neither sendmsg nor writev takes more than 1,024. Sent by hand, an entry of more than 1,024 fields is
#   dropped by journald without a word in its log, and the sender sees no error.
# Needs root and mmdebstrap.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mmdebstrap --quiet --mode=root --variant=minbase --include=systemd,python3 trixie "$work/root" \
  http://deb.debian.org/debian
cat >"$work/root/send.py" <<'PYTHON'
import ctypes, socket, subprocess, sys

library = ctypes.CDLL("libsystemd.so.0")

class Field(ctypes.Structure):
    _fields_ = [("base", ctypes.c_char_p), ("length", ctypes.c_size_t)]

def fields(count, name):
    return [b"MESSAGE=%s" % name] + [b"QUEUE=%d" % number for number in range(count - 1)]

def send(count):
    texts = fields(count, b"by-library-%d" % count)
    return library.sd_journal_sendv((Field * count)(*[Field(text, len(text)) for text in texts]), count)

def send_by_hand(count):
    datagram = b"\n".join(fields(count, b"by-hand-%d" % count)) + b"\n"
    port = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    return port.sendto(datagram, "/run/systemd/journal/socket") == len(datagram)

def found(name):
    subprocess.run(["journalctl", "--sync"], check=False)
    texts = subprocess.run(["journalctl", "-o", "cat"], capture_output=True, text=True).stdout
    return name in texts.split("\n")

seen = [send(510) == 0 and found("by-library-510"), send(511) == -22,
        send_by_hand(1000) and found("by-hand-1000"), send_by_hand(1100) and not found("by-hand-1100")]
print(*seen)
sys.exit(0 if all(seen) else 1)
PYTHON
cat >"$work/inside" <<'INSIDE'
set -eu
mount --bind "$1" "$1" && cd "$1"
mount -t proc proc proc && mount -t sysfs sysfs sys && mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs tmpfs run && mount --rbind /dev dev
mkdir -p run/systemd/journal run/log/journal etc/systemd/journald.conf.d
printf "[Journal]\nAudit=\n" >etc/systemd/journald.conf.d/audit.conf
echo 00000000000000000000000000000001 >etc/machine-id
chroot . /usr/lib/systemd/systemd-journald &
daemon=$!
until [ -S run/systemd/journal/socket ]; do sleep 0.1; done
result=0
chroot . python3 /send.py || result=$?
kill "$daemon"
exit "$result"
INSIDE
if unshare --mount --pid --fork --kill-child --propagation private sh "$work/inside" "$work/root"; then
  echo "as described"
else
  echo "changed: which of the four is False" >&2
  exit 1
fi
