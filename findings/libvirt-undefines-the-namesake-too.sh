#!/bin/sh
# libvirt 11.3.0 (Debian 13, 11.3.0-3+deb13u3) with mdevctl 1.4.0
#
# Guess: a definition that went below a mistyped parent (`mdevctl modify --parent matix --jsonfile FILE` makes one, with
#   0) is cleared away by `virsh nodedev-undefine mdev_UUID_matix`: libvirt lists it beside mdev_UUID_matrix as a device
#   of its own, inactive and with another parent, and what is undefined is the device that is named.
# Seen: "Undefined node device 'mdev_UUID_matix'", 0, and the guest's own definition is gone as well, with its adapters,
#   domains and autostart. libvirt tells mdevctl the uuid and not the parent, and mdevctl then removes the uuid below
#   every parent. The guest runs on, and its mdev is shown as not persistent; after the next boot it has none. While
#   both are there neither can be started and no autostart changed ("Multiple definitions found"), for the same reason.
#   `mdevctl undefine --uuid UUID --parent matix` removes the one.
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
ln -s ../../../devices/vfio_ap/matrix/$uuid "$work/sys/bus/mdev/devices/$uuid"

cat >"$work/root/look" <<'LOOK'
set -eu
export SYSTEMD_DEVICE_VERIFY_SYSFS=0 # libudev takes a device for real only in a sysfs
uuid=62177883-f1bb-47f0-914d-32a22e3a8804
device=mdev_62177883_f1bb_47f0_914d_32a22e3a8804
virsh() { command virsh -q -c nodedev:///system "$@"; }
info() { virsh nodedev-info "$1" 2>/dev/null | sed -n "s/^$2: *//p"; }
wait_for() { # DEVICE FIELD VALUE: until libvirt knows
  for second in $(seq 20); do [ "$(info "$1" "$2")" = "$3" ] && break || sleep 1; done
}
definitions() { (cd /etc/mdevctl.d && find . -name $uuid | LC_ALL=C sort | sed 's,^\./,,; s,/.*,,' | paste -s -d ' '); }
listed() { virsh nodedev-list "$1" --cap mdev | sed s/$device/mdev/ | paste -s -d ' '; }
define() {
  mdevctl define --uuid $uuid --parent matrix --type vfio_ap-passthrough --auto
  for attribute in assign_adapter=5 assign_domain=4; do
    mdevctl modify --uuid $uuid --addattr ${attribute%=*} --value ${attribute#*=}
  done
  sed s/4/71/ /etc/mdevctl.d/matrix/$uuid >/tmp/more
  mdevctl modify --uuid $uuid --parent matix --jsonfile /tmp/more
  wait_for ${device}_matix Persistent yes
  wait_for ${device}_matrix Persistent yes
  echo "definitions: $(definitions); libvirt: $(listed --all), inactive $(listed --inactive)," \
    "below $(info ${device}_matix Parent)"
}
multiple() { # COMMAND DEVICE [OPTION]: it is refused for that
  command=$1
  ! virsh "$@" >/tmp/said 2>&1 || { echo "$command: taken"; return; }
  echo "$command: $(sed -n 's/.*Error: \(Multiple definitions\) found.*/\1/p' /tmp/said)"
}
libvirtd --daemon
define
multiple nodedev-autostart ${device}_matrix --disable
multiple nodedev-start ${device}_matix
command virsh -c nodedev:///system nodedev-undefine ${device}_matix | sed -n "s/$device/mdev/p"
wait_for ${device}_matrix Persistent no
echo "definitions: $(definitions); libvirt: _matrix active $(info ${device}_matrix Active), persistent" \
  "$(info ${device}_matrix Persistent), autostart $(info ${device}_matrix Autostart)"
define
mdevctl undefine --uuid $uuid --parent matix
wait_for ${device}_matix Persistent ""
echo "definitions, with mdevctl and the parent: $(definitions)"
LOOK
cat >"$work/expected" <<'SEEN'
definitions: matix matrix; libvirt: mdev_matix mdev_matrix, inactive mdev_matix, below computer
nodedev-autostart: Multiple definitions
nodedev-start: Multiple definitions
Undefined node device 'mdev_matix'
definitions: ; libvirt: _matrix active yes, persistent no, autostart no
definitions: matix matrix; libvirt: mdev_matix mdev_matrix, inactive mdev_matix, below computer
definitions, with mdevctl and the parent: matrix
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
