#!/bin/sh
# s390-tools 2.35.0 (Debian 13, 2.35.0-1 for s390x; the same with 2.40.0)
#
# Guess: where the kernel refuses a mask, chzdev says so and ends with another status than 0: its manual has 17, "Error
#   while applying setting". The kernel refuses each mask with EINVAL as long as any queue of the host has a
#   driver_override (Linux 6.19 and later), which chzdev does not look for, and with EBUSY one that would take a queue
#   from a guest's mdev.
# Seen: "ap device type configured", and 0, with --active, with both configurations, with --apply and with --import.
#   chzdev does not ask what became of the write. So a host that is told to lend an adapter keeps it, and one that is
#   told to take it back does not have it; with both configurations the rule is written as well, so that the next boot
#   tries it again. `--verbose` adds "Changes: apmask=-5". Of two masks the one that the kernel takes is set. What is,
#   `cat /sys/bus/ap/apmask` shows, or lszdev, which reads it.
# Needs qemu-user-static and strace.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
qemu=$(command -v qemu-s390x-static || command -v qemu-s390x) || { echo "no qemu for s390x" >&2; exit 1; }
mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/root"
: >"$work/apt/status"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb [signed-by=$keyring] http://deb.debian.org/debian trixie main" >"$work/apt/sources"
cat >"$work/apt/conf" <<CONF
APT::Architecture "s390x"; APT::Architectures { "s390x"; }; APT::Sandbox::User "";
Dir::State "$work/apt"; Dir::State::status "$work/apt/status"; Dir::Cache "$work/apt/cache";
Dir::Etc::sourcelist "$work/apt/sources"; Dir::Etc::sourceparts "-";
CONF
export APT_CONFIG="$work/apt/conf"
apt-get -qq update
(cd "$work" && apt-get -qq download s390-tools=2.35.0-1 libc6-s390x-cross libjson-c5)
for deb in "$work"/*.deb; do dpkg-deb -x "$deb" "$work/root"; done
ln -s usr/s390x-linux-gnu/lib "$work/root/lib" # the loader is wanted as /lib/ld64.so.1

export SYSFS_ROOT="$work/host/sys"
bus=$SYSFS_ROOT/bus/ap
rule=$work/host/etc/udev/rules.d/41-ap.rules
full=0x$(printf '%064d' 0 | tr 0 f)
boot() { # a host after a boot without a rule: every queue is its own
  rm -rf "$work/host"
  mkdir -p "$bus/devices" "${rule%/*}"
  for mask in apmask aqmask; do echo "$full" >"$bus/$mask"; done
}
# chzdev ERRNO MASK OPTION...: what it says and its status where the kernel refuses this mask with ERRNO, which strace
# answers for it. (To open it empties a plain file; it leaves a real mask alone.)
chzdev() {
  errno=$1
  path=$bus/$2
  shift 2
  strace -f -qq -o "$work/trace" -P "$path" -e trace=write -e inject=write:error="$errno" \
    "$qemu" -L "$work/root" -E LD_LIBRARY_PATH=/usr/lib/s390x-linux-gnu "$work/root/usr/sbin/chzdev" --yes \
    --base "$work/host" --type ap "$@" >"$work/said" 2>&1 && status=0 || status=$?
}
mask_of_rule() { sed -n 's,^ATTR.*/apmask}="\(0x....\).*,\1,p' "$rule" 2>/dev/null || true; }
result=0
# expect WANTED WHAT: its words on the masks, its status, how many writes were refused, aqmask, and apmask of the rule
expect() {
  seen="$(grep '^ap device type' "$work/said" || true), $status"
  seen="$seen, refused $(grep -c "$errno.*INJECTED" "$work/trace" || true)"
  seen="$seen, aqmask $(cut -c 1-6 "$bus/aqmask") rule $(mask_of_rule)"
  echo "$2: $seen"
  [ "$seen" = "$1" ] || { echo "changed, was $1" >&2; result=1; }
  if grep -i -e error -e fail -e busy -e invalid "$work/said" >&2; then echo "changed: it is said" >&2; result=1; fi
}
said="ap device type configured, 0"
for errno in EINVAL EBUSY; do
  boot
  chzdev "$errno" apmask --active apmask=-5
  expect "$said, refused 1, aqmask 0xffff rule " "$errno, apmask=-5 --active"
  boot
  chzdev "$errno" apmask --active --verbose apmask=-5
  grep -q '^ *Changes: apmask=-5$' "$work/said" || { echo "changed: words of --verbose" >&2; result=1; }
  expect "$said, refused 1, aqmask 0xffff rule " "$errno, the same with --verbose"
  boot
  chzdev "$errno" apmask apmask=-5
  expect "$said, refused 1, aqmask 0xffff rule 0xfbff" "$errno, apmask=-5"
done
boot
chzdev EBUSY apmask apmask=-5 aqmask=-4
expect "$said, refused 1, aqmask 0xf7ff rule 0xfbff" "apmask=-5 aqmask=-4, of which one is refused"
boot
chzdev EINVAL apmask --persistent apmask=-5
expect "$said, refused 0, aqmask 0xffff rule 0xfbff" "apmask=-5 --persistent"
chzdev EINVAL apmask --apply
expect "$said, refused 1, aqmask 0xffff rule 0xfbff" "--apply"
printf '[active ap]\napmask=0-4,6-255\n' >"$work/saved"
boot
chzdev EINVAL apmask --import "$work/saved"
expect "$said, refused 1, aqmask 0xffff rule " "--import"
[ "$result" = 0 ] && echo "as described"
exit "$result"
