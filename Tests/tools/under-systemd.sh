#!/bin/bash
# Boots systemd as process 1 of namespaces of its own, runs a script there and shows what it wrote.
#
#   Tests/tools/under-systemd.sh DIRECTORY [ROOT]
#
# DIRECTORY holds `units` (copied to /etc/systemd/system) and `script`; it is /mnt inside, and the only
# place where something stays: the root directory is an overlay that is gone with the namespaces, and /tmp
# is empty. The system is this machine's, or what is installed below ROOT. /sys is the real one, or
# DIRECTORY/sys where that is there: a fake host, of which udev and systemd then know. What DIRECTORY/before
# does to the root directory, if that is there, is done before systemd starts. The network has no device. Exit status: the script's; 77 where systemd can't run.
set -euo pipefail

if [ "${1:-}" != --inside ]; then
  directory=$(realpath "$1")
  rm -f "$directory/status" "$directory/output"
  # The namespaces share one tree of control groups: two systemds would kill each other's services.
  exec 9>"${TMPDIR:-/tmp}/under-systemd.lock"
  flock 9
  timeout --signal=KILL 400 unshare --pid --fork --kill-child --mount --uts --ipc --net --cgroup \
    --propagation private "$0" --inside "$directory" "${2:-/}" >"$directory/boot" 2>&1 </dev/null 9>&- &
  boot=$!
  # The script's end is the boot's end: nothing waits for a system to shut down that nobody keeps.
  while kill -0 "$boot" 2>/dev/null && [ ! -f "$directory/status" ]; do sleep 0.1; done
  pkill -KILL -P "$boot" || true
  wait "$boot" 2>/dev/null || true
  [ ! -f "$directory/output" ] || cat "$directory/output"
  [ -f "$directory/status" ] || exit 77
  exit "$(cat "$directory/status")"
fi

mount -t tmpfs tmpfs /mnt
mkdir /mnt/upper /mnt/scratch /mnt/root
mount -t overlay overlay -o lowerdir="$3",upperdir=/mnt/upper,workdir=/mnt/scratch /mnt/root
root=/mnt/root
mkdir -p "$root"/{proc,sys,run,tmp,dev,mnt,old}
mount -t proc proc $root/proc
if [ -d "$2/sys" ]; then
  mount --bind "$2/sys" $root/sys
  mkdir -p $root/sys/fs/cgroup
  # libudev takes a device for real only in a sysfs.
  export SYSTEMD_DEVICE_VERIFY_SYSFS=0
  mkdir -p $root/etc/systemd/system.conf.d
  printf '[Manager]\nDefaultEnvironment=SYSTEMD_DEVICE_VERIFY_SYSFS=0\n' \
    >$root/etc/systemd/system.conf.d/fake-sys.conf
else
  mount -t sysfs sysfs $root/sys
fi
mount -t cgroup2 cgroup2 $root/sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs $root/run
# Without a devtmpfs, systemd listens to udev only if it finds this when it starts; udevd replaces it.
mkdir $root/run/udev
touch $root/run/udev/control
mount -t tmpfs tmpfs $root/tmp
mount -t tmpfs -o mode=755 tmpfs $root/dev
for node in null zero full random urandom tty; do
  touch "$root/dev/$node"
  mount --bind "/dev/$node" "$root/dev/$node"
done
touch $root/dev/console
mount --bind /dev/null $root/dev/console
mkdir $root/dev/shm $root/dev/pts
mount -t devpts -o newinstance,ptmxmode=0666 devpts $root/dev/pts
ln -s pts/ptmx $root/dev/ptmx
ln -s /proc/self/fd $root/dev/fd

mount --bind "$2" $root/mnt
cp -r "$2"/units/. $root/etc/systemd/system/
chmod -R a+rX $root/etc/systemd/system
cat >$root/etc/systemd/system/script.service <<'UNIT'
[Unit]
After=basic.target
[Service]
Type=oneshot
Environment=HOME=/root
ExecStart=/bin/bash -c '/bin/bash /mnt/script; echo $? >/mnt/status.new; mv /mnt/status.new /mnt/status'
StandardOutput=append:/mnt/output
StandardError=inherit
UNIT
cat >$root/etc/systemd/system/script.target <<'UNIT'
[Unit]
Requires=basic.target
Wants=script.service systemd-udevd.service
UNIT
[ ! -f "$2/before" ] || chroot $root /bin/bash -e /mnt/before
cd $root
pivot_root . old
umount -l /old
export container=unshare
exec /lib/systemd/systemd --unit=script.target
