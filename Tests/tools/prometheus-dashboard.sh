#!/bin/bash
# What agents really write, in front of a real Prometheus: prometheus-dashboard.sh PROGRAM
#
# Two agents keep fake hosts, one that they repair and one with a guest that lacks what is declared. promtool checks their
# metrics, the alert rules and when they fire; a Prometheus scrapes the files and is asked each expression of the
# Grafana dashboard. Needs Debian's package prometheus, and listens on 127.0.0.1 only.
set -euo pipefail
program=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../.." && pwd)
for tool in prometheus promtool python3; do
  command -v "$tool" >/dev/null || { echo "prometheus-dashboard: no $tool; .ci/setup --tests installs it" >&2; exit 1; }
done

scratch=$(mktemp -d)
started=()
finish() {
  [ "${#started[@]}" = 0 ] || kill "${started[@]}" 2>/dev/null || true
  wait
  rm -rf "$scratch"
}
trap finish EXIT
fail() {
  echo "prometheus-dashboard: $1" >&2
  [ -z "${2:-}" ] || cat "$2" >&2
  exit 1
}
# within SECONDS COMMAND...: tries until it succeeds.
within() {
  local tries=$(($1 * 5)) try
  for ((try = 0; try < tries; try++)); do
    if "${@:2}"; then return; fi
    sleep 0.2
  done
  return 1
}

cd "$scratch"
mkdir www
web=62177883-f1bb-47f0-914d-32a22e3a8804
declared="guests: {web01: {uuid: $web, adapters: [0x05, 0x06], domains: [0x04]}}"
for host in lpar1 lpar2; do
  "$program" fake create "$host" --adapters 0x05:cca,0x06:accel,0x0a:ep11 --domains 0x04,0x47
  echo "{version: 1, policy: {mode: enforce, host-use-watch: 0}, $declared}" >"$host.yaml"
done
# On the second host a running guest has an adapter that is checkstopped, and lacks one that has gone.
"$program" apply --yes --sysfs lpar2 --config lpar2.yaml >/dev/null
"$program" fake guest start lpar2 "$web"
"$program" fake adapter remove lpar2 0x06 --scan
"$program" fake checkstop lpar2 0x05 on >/dev/null
"$program" fake scan lpar2
for host in lpar1 lpar2; do
  "$program" agent --sysfs "$host" --config "$host.yaml" --interval 1 --metrics "www/$host.txt" \
    --status-file "$host.json" --history "$host.history" >"$host.log" 2>&1 &
  started+=($!)
done

# What counts needs something to count: requests of the host (of a queue that no repair takes), events, a repair,
# a poll.
"$program" fake requests lpar1 0a.0047 --count 7 >/dev/null
has_all() {
  local name
  for name in last_poll last_repair last_event card_requests history_last_entry rehearsals; do
    grep -q "^apmatrix_$name" www/lpar1.txt || return 1
  done
  grep -q '^apmatrix_problems{severity="warning"} [1-9]' www/lpar2.txt
}
happens() {
  "$program" fake adapter add lpar1 0x0b:cca --scan
  "$program" fake adapter remove lpar1 0x0b --scan
  # The agent polls once events have come to rest, and tells that with the next that happens.
  sleep 2
  has_all
}
within 10 happens || fail "the agents do not tell everything" www/lpar1.txt

for host in lpar1 lpar2; do
  promtool check metrics <"www/$host.txt" >remarks 2>&1 || fail "promtool finds fault with $host" remarks
  [ ! -s remarks ] || fail "promtool remarks on $host" remarks
done
promtool check rules "$project/Packaging/apmatrix-alerts.yml" >remarks 2>&1 || fail "the alert rules" remarks
promtool test rules "$project/Testdata/alerts-test.yml" >remarks 2>&1 || fail "the alerts fire otherwise" remarks

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
files=$(free_port)
python3 -m http.server --bind 127.0.0.1 --directory www "$files" >http.log 2>&1 &
started+=($!)
{
  echo "global: {scrape_interval: 1s, evaluation_interval: 1s}"
  echo "rule_files: [$project/Packaging/apmatrix-alerts.yml]"
  echo "scrape_configs:"
  for host in lpar1 lpar2; do
    echo "  - {job_name: $host, metrics_path: /$host.txt,"
    echo "     static_configs: [{targets: ['127.0.0.1:$files'], labels: {instance: $host}}]}"
  done
} >prometheus.yml
port=$(free_port)
prometheus --config.file prometheus.yml --storage.tsdb.path data --web.listen-address "127.0.0.1:$port" \
  >prometheus.log 2>&1 &
started+=($!)
"$here/dashboard-queries.py" "$project/Packaging/grafana/apmatrix.json" "http://127.0.0.1:$port" ||
  fail "the dashboard asks for what no agent writes" prometheus.log
