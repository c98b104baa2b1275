#!/bin/sh
# libvirt 11.3.0 (Debian 13, 11.3.0-3+deb13u3; the same with 12.8.0) with mdevctl 1.4.0
#
# Guess: `virsh nodedev-update DEVICE FILE --config`, or nodedev-define of the changed XML, gives a guest's mdev one
#   more domain and leaves the rest of its definition as it was; with the XML that nodedev-dumpxml shows, nothing
#   changes.
# Seen: both also make it "manual", and say that all went well. libvirt writes the whole definition, with the start that
#   the XML says, and the XML of an mdev can't say it: so each change ends the autostart, set by nodedev-autostart or
#   by mdevctl, and after the next boot the guest has no mdev. The same where the mdev is running. No manual says to
#   repeat nodedev-autostart.
# Needs root and mmdebstrap.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mmdebstrap --quiet --mode=root --variant=minbase --include=libvirt-daemon-driver-nodedev,libvirt-clients,mdevctl,udev \
  trixie "$work/root" http://deb.debian.org/debian
# shellcheck disable=SC2016 # dpkg's own variable
version=$(chroot "$work/root" dpkg-query -W -f '${Version}' libvirt-daemon-driver-nodedev)
[ "${version#11.3.0-}" != "$version" ] || echo "note: libvirt $version" >&2

# What libvirt and mdevctl see of vfio_ap.
matrix=$work/sys/devices/vfio_ap/matrix
type=$matrix/mdev_supported_types/vfio_ap-passthrough
mkdir -p "$type" "$work/sys/bus/matrix/devices" "$work/sys/bus/mdev/devices" "$work/sys/class/mdev_bus"
: >"$matrix/uevent"
ln -s ../../../bus/matrix "$matrix/subsystem"
ln -s ../../../devices/vfio_ap/matrix "$work/sys/bus/matrix/devices/matrix"
ln -s ../../devices/vfio_ap/matrix "$work/sys/class/mdev_bus/matrix"
echo vfio-ap >"$type/device_api"
echo 65536 >"$type/available_instances"

cat >"$work/root/look" <<'LOOK'
set -eu
export SYSTEMD_DEVICE_VERIFY_SYSFS=0 # libudev takes a device for real only in a sysfs
libvirtd --daemon
uuid=62177883-f1bb-47f0-914d-32a22e3a8804
device=mdev_62177883_f1bb_47f0_914d_32a22e3a8804_matrix
create=/sys/devices/vfio_ap/matrix/mdev_supported_types/vfio_ap-passthrough/create
virsh() { command virsh -q -c nodedev:///system "$@"; }
state() { # what libvirt and mdevctl say, how many attributes there are, and what a boot would start
  : >$create
  mdevctl start-parent-mdevs matrix >/dev/null 2>&1 || true
  echo "$1: libvirt $(virsh nodedev-info $device | sed -n 's/^Autostart: *//p'), mdevctl" \
    "$(mdevctl list --defined | cut -d ' ' -f 4), attributes $(grep -c assign_ "/etc/mdevctl.d/matrix/$uuid")," \
    "started at boot $(grep -c $uuid $create)"
}
mdevctl define --uuid $uuid --parent matrix --type vfio_ap-passthrough --auto
mdevctl modify --uuid $uuid --addattr assign_adapter --value 5
mdevctl modify --uuid $uuid --addattr assign_domain --value 4
for second in $(seq 20); do virsh nodedev-info $device >/dev/null 2>&1 && break || sleep 1; done
state defined
virsh nodedev-dumpxml $device >/tmp/same.xml
sed 's,</capability>,<attr name="assign_domain" value="71"/></capability>,' /tmp/same.xml >/tmp/more.xml
virsh nodedev-update $device /tmp/more.xml --config; state "nodedev-update with a domain more"
virsh nodedev-autostart $device; state nodedev-autostart
virsh nodedev-define /tmp/same.xml; state "nodedev-define without it"
virsh nodedev-autostart $device; state nodedev-autostart
virsh nodedev-dumpxml $device >/tmp/same.xml
virsh nodedev-update $device /tmp/same.xml; state "nodedev-update with its own XML"
LOOK
cat >"$work/expected" <<'SEEN'
defined: libvirt yes, mdevctl auto, attributes 2, started at boot 1
nodedev-update with a domain more: libvirt no, mdevctl manual, attributes 3, started at boot 0
nodedev-autostart: libvirt yes, mdevctl auto, attributes 3, started at boot 1
nodedev-define without it: libvirt no, mdevctl manual, attributes 2, started at boot 0
nodedev-autostart: libvirt yes, mdevctl auto, attributes 2, started at boot 1
nodedev-update with its own XML: libvirt no, mdevctl manual, attributes 2, started at boot 0
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
