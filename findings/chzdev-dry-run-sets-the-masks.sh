#!/bin/sh
# s390-tools 2.35.0 (Debian 13, 2.35.0-1 for s390x; the same with 2.40.0)
#
# Guess: `chzdev --type ap apmask=-5 --dry-run` shows what would be done and leaves the host as it is: the manual says
#   "without changing the configuration of any devices or device types", and so does the first line that it prints.
# Seen: only the rule in /etc/udev/rules.d is left alone. The masks of the running host are set, so that adapter 5 is
#   taken from the host's programs at once. So too with a trial of `--apply`, which sets now what the next boot would,
#   and of `--import FILE`. Status 0, and the words are those of a trial.
# Needs qemu-user-static.
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
chzdev() {
  "$qemu" -L "$work/root" -E LD_LIBRARY_PATH=/usr/lib/s390x-linux-gnu "$work/root/usr/sbin/chzdev" --yes \
    --base "$work/host" "$@"
}
boot() { # a host after a boot without a rule: every queue is its own
  rm -rf "$work/host"
  mkdir -p "$bus/devices" "${rule%/*}"
  for mask in apmask aqmask; do printf '0x%s\n' "$(printf '%064d' 0 | tr 0 f)" >"$bus/$mask"; done
}
state() { # the first digits of both masks, and of what the rule sets
  echo "apmask $(cut -c 1-6 "$bus/apmask") aqmask $(cut -c 1-6 "$bus/aqmask")" \
    "rule $(sed -n 's/^ATTR.*="\(0x....\).*/\1/p' "$rule" 2>/dev/null | tr '\n' ' ')"
}
result=0
expect() { # WANTED WHAT
  echo "$2: $(state)"
  [ "$(state)" = "$1" ] || { echo "changed: $2, was $1" >&2; result=1; }
}
boot
chzdev --dry-run --type ap apmask=-5 aqmask=-4 | tee "$work/said"
grep -q '^Starting dry-run, configuration will not be changed$' "$work/said" || { echo "changed: words" >&2; result=1; }
expect "apmask 0xfbff aqmask 0xf7ff rule " "trial of both configurations"
boot
chzdev --dry-run --type ap --persistent apmask=-5 >/dev/null
expect "apmask 0xffff aqmask 0xffff rule " "trial of the persistent configuration"
boot
chzdev --type ap --persistent apmask=-5 >/dev/null
chzdev --dry-run --type ap --persistent apmask=-6 >/dev/null
expect "apmask 0xffff aqmask 0xffff rule 0xfbff " "trial of a change of the rule"
chzdev --dry-run --type ap --apply >/dev/null
expect "apmask 0xfbff aqmask 0xffff rule 0xfbff " "trial of --apply"
chzdev --type ap --export "$work/saved" >/dev/null
boot
chzdev --dry-run --import "$work/saved" >/dev/null
expect "apmask 0xfbff aqmask 0xffff rule " "trial of --import"
[ "$result" = 0 ] && echo "as described"
exit "$result"
