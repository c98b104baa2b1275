# An apt configuration of its own: the machine's sources, lists and state are neither read nor changed.
# shellcheck shell=sh disable=SC2154

# make_apt DIRECTORY TYPE SUITE: TYPE is deb or deb-src. Signatures are checked as usual.
make_apt() {
  apt_root=$1
  mkdir -p "$apt_root/state/lists/partial" "$apt_root/cache/archives/partial" \
    "$apt_root/etc/preferences.d" "$apt_root/etc/sources"
  : >"$apt_root/state/status"
  [ -r "$keyring" ] || fail "$keyring: not readable; install debian-archive-keyring"
  cat >"$apt_root/etc/sources/debian.sources" <<EOF
Types: $2
URIs: $mirror
Suites: $3
Components: main
Signed-By: $keyring
EOF
  cat >"$apt_root/apt.conf" <<EOF
Dir "$apt_root";
Dir::Etc "etc";
Dir::Etc::main "/dev/null";
Dir::Etc::parts "/dev/null";
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "sources";
Dir::State "state";
Dir::State::status "$apt_root/state/status";
Dir::Cache "cache";
APT::Architecture "s390x";
APT::Architectures { "s390x"; };
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Retries "3";
Acquire::http::Timeout "60";
# A mirror that stands still is no danger here: what is taken is named by version and checksum.
Acquire::Check-Valid-Until "false";
EOF
  export APT_CONFIG="$apt_root/apt.conf"
  run "indexes of $3 from $mirror" apt-get update -o APT::Update::Error-Mode=any
}
