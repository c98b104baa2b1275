#!/bin/bash
# The Ansible role, run by the real ansible-core against fake hosts: ansible-role.sh PROGRAM
#
# Its lint, check mode (proven dry by the system calls), apply, a second run that changes nothing, and hosts that
# fail while others go on. ansible-core and ansible-lint come from PyPI, into ~/.cache/apmatrix/ansible; where they
# can't be had this ends with 75. Needs root, since a configuration belongs to it.
set -euo pipefail
program=$(realpath "$1")
role=$(cd "$(dirname "$0")/../../Packaging/ansible" && pwd)
tools=${XDG_CACHE_HOME:-$HOME/.cache}/apmatrix/ansible
if [ ! -x "$tools/bin/ansible-lint" ]; then
  rm -rf "$tools"
  { python3 -m venv "$tools" && "$tools/bin/pip" install -q ansible-core ansible-lint yamllint; } >&2 ||
    { rm -rf "$tools"; echo "ansible-role: ansible-core can't be had from PyPI" >&2; exit 75; }
fi
export PATH=$tools/bin:$PATH ANSIBLE_ROLES_PATH=$role/roles ANSIBLE_NOCOLOR=1 NO_COLOR=1 ANSIBLE_LOCALHOST_WARNING=0

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() {
  echo "ansible-role: $1" >&2
  [ -z "${2:-}" ] || cat "$2" >&2
  exit 1
}

(cd "$role" && yamllint --strict . && ansible-lint -q --offline --profile production --strict .) ||
  fail "the role is not clean"

# host NAME [GUEST]: a fake host of the README, where GUEST, if named, runs with two adapters.
host() {
  "$program" fake create "$scratch/$1" --adapters 0x05:cca,0x06:accel --domains 0x04,0x47,0xab,0xff
  [ -n "${2:-}" ] || return 0
  "$program" masks set --sysfs "$scratch/$1" --adapters=-0x05,-0x06 --yes >/dev/null
  "$program" guest create "$2" --sysfs "$scratch/$1" --adapter 0x05-0x06 --domain 0x04 --yes >/dev/null
  "$program" fake guest start "$scratch/$1" "$2"
}
web=62177883-f1bb-47f0-914d-32a22e3a8804
for name in declared short wrong undecided unconsented; do host "$name"; done
host busy "$web"

cat >"$scratch/play.yml" <<'YAML'
- name: The role on fake hosts
  hosts: all
  gather_facts: false
  roles: [apmatrix]
YAML
cat >"$scratch/hosts.yml" <<YAML
all:
  vars:
    ansible_connection: local
    ansible_python_interpreter: $tools/bin/python3
    root: $scratch/{{ inventory_hostname }}
    apmatrix_package: ""
    apmatrix_program: $program
    apmatrix_sysfs: "{{ root }}"
    apmatrix_configuration_file: "{{ root }}.etc/apmatrix.yaml"
    apmatrix_mdevctl_directory: "{{ root }}.etc/mdevctl"
    apmatrix_udev_rules: "{{ root }}.etc/41-ap.rules"
    apmatrix_recordings: $scratch/recordings
    apmatrix_consent: apply
    apmatrix_guests:
      web01: {uuid: $web, adapters: [0x05], domains: [0x04, 0xab], control-domains: same as domains}
  hosts:
    declared:
      apmatrix_persist: true
      apmatrix_guests:
        web01: {uuid: $web, adapters: [5, "0x06"], domains: "0x04, 0xab", control-domains: [4, 171]}
        db01: {uuid: cef03c3c-903d-4ecc-9a83-40694cb8aee4, adapters: 0x05, domains: [0x47, 0xff]}
    busy: {}
    short:
      apmatrix_guests:
        web01: {uuid: $web, adapters: [0x05, 0x07], domains: [0x04]}
    wrong:
      apmatrix_guests:
        web01: {uuid: $web, adaptors: [0x05], domains: [0x04]}
    undecided: {apmatrix_consent: nothing}
    unconsented: {apmatrix_consent: nothing, apmatrix_agent: running, apmatrix_policy: {mode: enforce}}
YAML

traced=(strace -f --seccomp-bpf -qq -y -o "$scratch/calls" -e "trace=%file,%desc" -e signal=none)
# play STATUS ARGUMENT...: runs the play, under what "under" says, and expects the exit status.
under=()
play() {
  local wanted=$1 status=0
  shift
  "${under[@]}" ansible-playbook -i "$scratch/hosts.yml" "$scratch/play.yml" "$@" >"$scratch/out" 2>&1 || status=$?
  [ "$status" = "$wanted" ] || fail "$* ended with $status, not with $wanted" "$scratch/out"
}
# recap HOST KEY=N...: what the end of the play must say of a host.
recap() {
  local line word
  line=$(sed -n '/^PLAY RECAP/,$p' "$scratch/out" | grep "^$1 ") || fail "no recap of $1" "$scratch/out"
  for word in "${@:2}"; do
    [[ " $line " == *" $word "* ]] || fail "expected $word: $line" "$scratch/out"
  done
}
says() { grep -qF -- "$1" "$scratch/out" || fail "nothing says: $1" "$scratch/out"; }
# Calls that change something below the fake hosts, their /etc, or the machine's. What a fake host is run with, in
# .apmatrix, is opened by whoever reads it; that it stays the same is told by the files' digests.
writes() {
  grep -E "[\"<]($scratch/(declared|busy|short|wrong|undecided|unconsented)|/etc)[/.\">]" "$scratch/calls" |
    grep -v '/\.apmatrix/' |
    grep -E 'O_(WRONLY|RDWR|CREAT|TRUNC)|^[0-9]+ +(write|pwrite|creat|rename|unlink|rmdir|mkdir|link|symlink|mknod|f?truncate|f?chmod|[fl]?chown|utime|setxattr)'
}
state() { (cd "$scratch" && find declared* busy* -type f -exec sha256sum {} + | sort -k 2); }

under=("${traced[@]}")
state >"$scratch/before"
play 0 --check --limit declared,busy
says "Plan: 9 steps"
says "Consent: guest web01 is running and would lose 06.0004: needs --allow-disruption"
recap declared failed=0
[ "$(grep -c "execve(\"$program\"" "$scratch/calls")" -ge 4 ] || fail "check mode did not run $program"
grep -qE "openat\(.*$scratch/declared/.*O_RDONLY" "$scratch/calls" || fail "strace did not see the host being read"
if writes >"$scratch/written"; then fail "check mode wrote" "$scratch/written"; fi
state | cmp - "$scratch/before" || fail "check mode changed a file"

play 0 --limit declared
recap declared failed=0
writes >"$scratch/written"
grep -qF "$scratch/declared/" "$scratch/written" || fail "strace does not see what apply writes"
told=$("$program" status --check --sysfs "$scratch/declared" --config "$scratch/declared.etc/apmatrix.yaml")
[ "$told" = "OK: 2 guests, 8 queues" ] || fail "the host is not as declared: $told"
"$program" record --sysfs "$scratch/declared" - | cmp - "$scratch/recordings/declared.sysfs" ||
  fail "the recording is another"
grep -q "domains: \[0x47, 0xff\]" "$scratch/declared.etc/apmatrix.yaml" || fail "domains are not in hexadecimal"
[ -s "$scratch/declared.etc/41-ap.rules" ] || fail "apmatrix_persist wrote no rules"

under=()
play 0 --limit declared
recap declared changed=0 failed=0

# Each of these fails for its own reason, and the others go on.
play 2
recap declared changed=0 failed=0
recap undecided failed=0
says "Nothing of this is done: apmatrix_consent is nothing."
recap busy failed=1
says "guest web01 is running and would lose 06.0004: not done; --allow-disruption does it"
recap short failed=1
says "DEGRADED"
recap wrong failed=1
says "adaptors"
[ ! -e "$scratch/wrong.etc" ] || fail "a configuration with an error was written"
recap unconsented failed=1
says "set apmatrix_consent to apply or disruption"
"$program" status --sysfs "$scratch/undecided" --uuid >"$scratch/out"
if grep -q "$web" "$scratch/out"; then fail "applied without consent" "$scratch/out"; fi

play 0 --limit busy,short -e apmatrix_consent=disruption -e apmatrix_accept_degraded=true
recap busy failed=0
play 0 --limit busy,short -e apmatrix_consent=disruption -e apmatrix_accept_degraded=true
recap busy changed=0 failed=0
recap short changed=0 failed=0
echo "ansible-role: ansible-core $(ansible-playbook --version | sed -n '1s/.*core \(.*\)\]/\1/p'), all as expected"
