#!/bin/bash
# Lets the real mdevctl start what is defined for a fake host, as udev has it done when vfio_ap comes, and
# prints what it wrote, as strace shows it.
#
#   Tests/tools/mdevctl-start.sh ROOT APMATRIX [NUMBER ERRNO]
#
# ROOT/sys is the fake host, ROOT/etc/mdevctl.d/matrix has the definitions. To a fake host the writes of other
# programs are text in files: an mdev is made in mdevctl's stead at the moment at which it asks how many it may
# make, and its write number NUMBER to an mdev fails with ERRNO.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(realpath "$1") program=$2
type=devices/vfio_ap/matrix/mdev_supported_types/vfio_ap-passthrough
free=$root/sys/$type/available_instances

# mdevctl tells a callout whom it starts, before it looks whether that is there.
mkdir -p "$root/etc/mdevctl.d/scripts.d/callouts"
cat >"$root/etc/mdevctl.d/scripts.d/callouts/starting" <<CALLOUT
#!/bin/sh
case "\$*" in
  *"-e pre -a start"*) echo "\$*" | sed 's/.*-u \([0-9a-f-]*\).*/\1/' >"$root/starting" ;;
esac
CALLOUT
chmod 755 "$root/etc/mdevctl.d/scripts.d/callouts/starting"

ask() { rm -f "$free" && mkfifo "$free"; }
serve() {
  # Opening waits until mdevctl asks.
  while exec 3>"$free"; do
    "$program" fake write "$root/sys" "$type/create" "$(cat "$root/starting")"
    ask
    echo 65536 >&3
    exec 3>&-
  done
}
ask
serve >"$root/served" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null' EXIT

paths=(-P "$root/sys/$type/create")
for definition in "$root"/etc/mdevctl.d/matrix/*; do
  for name in assign_adapter assign_domain assign_control_domain remove; do
    paths+=(-P "$root/sys/devices/vfio_ap/matrix/$(basename "$definition")/$name")
  done
done
export MDEVCTL_ENV_ROOT=$root
strace -f -y -s 100 -e trace=write "${paths[@]}" ${3:+-e "inject=write:error=$4:when=$3"} \
  -o "$root/writes" "$here/mdevctl.sh" start-parent-mdevs matrix >"$root/told" 2>&1 || true
sed -n "s|^[0-9]* *write([0-9]*<$root/sys/\([^>]*\)>, \"\(.*\)\", [0-9]*) = \(.*\)|\1 \2 \3|p" "$root/writes"
