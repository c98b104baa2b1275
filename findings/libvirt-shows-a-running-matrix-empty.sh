#!/bin/sh
# libvirt 11.3.0 (Debian 13, 11.3.0-3+deb13u3) with mdevctl 1.4.0
#
# Guess: the definition of a guest's mdev gets one more domain as every object of libvirt is changed: `virsh
#   nodedev-dumpxml DEVICE`, a line <attr name="assign_domain" .../> more, and `virsh nodedev-update DEVICE FILE
#   --config`, or nodedev-define. What was in the definition is in the XML, and stays.
# Seen: so it is as long as the mdev is not running. While it runs nodedev-dumpxml shows it without an adapter and a
#   domain: libvirt asks mdevctl for the attributes of a running mdev, and mdevctl only a callout program, which for
#   vfio_ap is ap-check of s390-tools; Debian's package does not have it. The update is taken, with 0, and the
#   definition has the new domain and nothing else. The guest runs on, and after the next boot has no queue.
#   `nodedev-update` without --config is refused, and `nodedev-dumpxml --inactive` shows the whole.
# Needs root and mmdebstrap.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mmdebstrap --quiet --mode=root --variant=minbase --include=libvirt-daemon-driver-nodedev,libvirt-clients,mdevctl,udev \
  trixie "$work/root" http://deb.debian.org/debian
# shellcheck disable=SC2016 # dpkg's own variable
version=$(chroot "$work/root" dpkg-query -W -f '${Version}' libvirt-daemon-driver-nodedev)
[ "${version#11.3.0-}" != "$version" ] || echo "note: libvirt $version" >&2

# What libvirt and mdevctl see of vfio_ap, and of a guest's mdev that is running.
uuid=62177883-f1bb-47f0-914d-32a22e3a8804
matrix=$work/sys/devices/vfio_ap/matrix
type=$matrix/mdev_supported_types/vfio_ap-passthrough
mkdir -p "$type" "$matrix/$uuid" "$work/sys/bus/matrix/devices" "$work/sys/bus/mdev/devices" \
  "$work/sys/class/mdev_bus" "$work/sys/kernel/iommu_groups/3"
touch "$matrix/uevent" "$matrix/$uuid/uevent"
ln -s ../../../bus/matrix "$matrix/subsystem"
ln -s ../../../devices/vfio_ap/matrix "$work/sys/bus/matrix/devices/matrix"
ln -s ../../devices/vfio_ap/matrix "$work/sys/class/mdev_bus/matrix"
echo vfio-ap >"$type/device_api"
echo 65536 >"$type/available_instances"
ln -s ../../../../bus/mdev "$matrix/$uuid/subsystem"
ln -s ../../../../kernel/iommu_groups/3 "$matrix/$uuid/iommu_group"
ln -s ../mdev_supported_types/vfio_ap-passthrough "$matrix/$uuid/mdev_type"
printf '05.0004\n' | tee "$matrix/$uuid/guest_matrix" >"$matrix/$uuid/matrix"

cat >"$work/root/look" <<'LOOK'
set -eu
export SYSTEMD_DEVICE_VERIFY_SYSFS=0 # libudev takes a device for real only in a sysfs
uuid=62177883-f1bb-47f0-914d-32a22e3a8804
device=mdev_62177883_f1bb_47f0_914d_32a22e3a8804_matrix
virsh() { command virsh -q -c nodedev:///system "$@"; }
attributes() { sed -n 's/.*assign_\([a-z]*\)[^0-9]*\([0-9]*\).*/\1 \2/p' | paste -s -d ','; }
change() { # OPTION...: takes nodedev-dumpxml's XML, adds a domain, and defines the mdev so
  rm -rf /etc/mdevctl.d/matrix
  mdevctl define --uuid $uuid --parent matrix --type vfio_ap-passthrough
  mdevctl modify --uuid $uuid --addattr assign_adapter --value 5
  mdevctl modify --uuid $uuid --addattr assign_domain --value 4
  for second in $(seq 20); do # libvirt has seen it
    virsh nodedev-dumpxml $device --inactive 2>/dev/null | grep -q assign_domain && break || sleep 1
  done
  virsh nodedev-dumpxml $device "$@" >/tmp/xml
  sed 's,</capability>,<attr name="assign_domain" value="71"/></capability>,' /tmp/xml >/tmp/more
  status=0
  virsh nodedev-update $device /tmp/more --config >/dev/null || status=$?
  echo "$(virsh nodedev-info $device | sed -n 's/^Active: */active /p'), dumpxml $*: $(attributes </tmp/xml);" \
    "update $status, defined: $(attributes <"/etc/mdevctl.d/matrix/$uuid")"
}
libvirtd --daemon
change
daemon=$(cat /run/libvirtd.pid)
kill "$daemon"
while kill -0 "$daemon" 2>/dev/null; do sleep 0.1; done
ln -s ../../../devices/vfio_ap/matrix/$uuid /sys/bus/mdev/devices/$uuid
libvirtd --daemon
change
change --inactive
virsh nodedev-update $device /tmp/more 2>&1 | sed -n 's/.*\(Live modification is not supported\).*/at once: \1/p'
LOOK
cat >"$work/expected" <<'SEEN'
active no, dumpxml : adapter 5,domain 4; update 0, defined: adapter 5,domain 4,domain 71
active yes, dumpxml : ; update 0, defined: domain 71
active yes, dumpxml --inactive: adapter 5,domain 4; update 0, defined: adapter 5,domain 4,domain 71
at once: Live modification is not supported
SEEN
cat >"$work/inside" <<'INSIDE'
set -eu
mount --bind "$1/root" "$1/root" && cd "$1/root"
mount -t proc proc proc && mount --bind "$1/sys" sys
for directory in run tmp dev; do mount -t tmpfs -o mode=755 tmpfs $directory; done
for node in null zero urandom random; do touch dev/$node && mount --bind /dev/$node dev/$node; done
ln -s /proc/self/fd dev/fd && ln -s fd/0 dev/stdin # libvirt gives mdevctl its JSON so
chroot . sh /look
INSIDE
unshare --mount --pid --fork --kill-child --net --ipc --propagation private sh "$work/inside" "$work" \
  >"$work/seen" 2>"$work/errors" || cat "$work/errors" >&2
cat "$work/seen"
cmp -s "$work/seen" "$work/expected" || { echo "changed" >&2; exit 1; }
echo "as described"
