#!/bin/sh
# driverctl 0.115 (Debian 13, 0.115-2; the same with 0.121)
#
# Guess: what `driverctl --bus ap set-override 05.0047 vfio_ap` gave to guests, `set-override 05.0047 cex4queue` gives
#   to the host and keeps there: the manual wants a driver, and cex4queue is what sysfs, lszcrypt and driverctl's own
#   list-devices call the host's.
# Seen: "no such module: cex4queue", and 1. driverctl takes the driver's name for a module's and loads that first. The
#   driver vfio_ap is in the module vfio_ap; cex4queue is in zcrypt_cex4, whose aliases are for devices. Given the
#   module's name driverctl goes ahead, and ends with 1 as well, but late: the queue then has an override that no driver
#   of the bus answers to, has been taken from the driver that it had, and stays without one. So no override is for
#   the host's driver; `unset-override` gives the queue back to the host.
# Needs root and mmdebstrap.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mmdebstrap --quiet --mode=root --variant=minbase --include=driverctl,kmod trixie "$root" http://deb.debian.org/debian
# shellcheck disable=SC2016 # dpkg's own variable
version=$(chroot "$root" dpkg-query -W -f '${Version}' driverctl)
[ "$version" = 0.115-2 ] || echo "note: driverctl $version" >&2

# A queue, and the modules of both drivers, which are loaded.
bus=$root/sys/bus/ap
queue=$root/sys/devices/ap/card05/05.0047
mkdir -p "$queue" "$bus/devices" "$bus/drivers/cex4queue" "$bus/drivers/vfio_ap" \
  "$root/sys/module/vfio_ap" "$root/sys/module/zcrypt_cex4"
ln -s ../../../devices/ap/card05/05.0047 "$bus/devices/05.0047"
result=0
expect() { # CURRENT DRIVER WANTED: status, override and what was unbound by set-override DRIVER
  ln -sfn ../../../../bus/ap/drivers/vfio_ap "$queue/driver"
  [ "$1" != none ] || rm "$queue/driver"
  echo vfio_ap >"$queue/driver_override"
  : >"$bus/drivers/vfio_ap/unbind"
  : >"$bus/drivers_probe"
  status=0
  chroot "$root" driverctl --bus ap set-override 05.0047 "$2" >"$work/said" 2>&1 || status=$?
  seen="$status, override $(cat "$queue/driver_override"), unbound $(cat "$bus/drivers/vfio_ap/unbind")"
  echo "driver $1, set-override 05.0047 $2: $seen $(cat "$work/said")"
  [ "$seen" = "$3" ] || { echo "changed, was $3" >&2; result=1; }
}
expect vfio_ap vfio_ap "0, override vfio_ap, unbound 05.0047"
expect vfio_ap cex4queue "1, override vfio_ap, unbound "
grep -q '^driverctl: no such module: cex4queue' "$work/said" || { echo "changed: the message" >&2; result=1; }
# In a directory nothing takes the link of the driver away, as the kernel does: so what is written, and how it ends.
expect vfio_ap zcrypt_cex4 "0, override zcrypt_cex4, unbound 05.0047"
expect none zcrypt_cex4 "1, override zcrypt_cex4, unbound "
[ "$result" = 0 ] && echo "as described"
exit "$result"
