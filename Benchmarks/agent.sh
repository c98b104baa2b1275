#!/bin/bash
# The agent: what it costs when nothing happens, and how it takes a storm.
#   Benchmarks/agent.sh PROGRAM [SECONDS [history]]
#
# idle   a host of 20 x 85 queues with 85 guests, observed: CPU, context switches, system calls, resident memory.
# storm  a host of 60 x 85 queues; all of them leave at once and return at once.
# With `history` the agent keeps one.
set -euo pipefail
program=$(realpath "$1")
seconds=${2:-60}
keeps=${3:-}
scratch=$(mktemp -d)
agent=
trap '[ -z "$agent" ] || kill "$agent" 2>/dev/null; rm -rf "$scratch"' EXIT

adapters() { seq -f '%.0f:cca' -s, 0 $(($1 - 1)); }

# Guests that share out the adapters: each has one domain on all of them.
configuration() {
  echo "version: 1"
  echo "policy: {mode: $1, disruption: allow}"
  echo "guests:"
  for domain in $(seq 0 $(($3 - 1))); do
    printf '  g%d:\n    uuid: 00000000-0000-4000-8000-%012x\n' "$domain" "$domain"
    printf '    adapters: 0-%d\n    domains: %d\n' $(($2 - 1)) "$domain"
  done
}

start() {
  "$program" agent --sysfs "$1" --config "$scratch/c.yaml" --status-file "$scratch/s.json" \
    ${keeps:+--history "$scratch/history"} "${@:2}" >"$scratch/log" 2>&1 &
  agent=$!
}

stop() {
  kill "$agent"
  wait "$agent" || true
  agent=
}

# Waits until a filter of jq says true of the status; prints the milliseconds that it took.
await() {
  local began
  began=$(date +%s%N)
  until [ "$(jq -r "$1" "$scratch/s.json" 2>/dev/null)" = true ]; do sleep 0.005; done
  echo $((($(date +%s%N) - began) / 1000000))
}

reads() { jq '[.counters.reads[]] | add' "$scratch/s.json"; }
cpu() { cat /proc/"$agent"/task/*/schedstat | awk '{sum += $1} END {print sum / 1e6}'; }
switches() { cat /proc/"$agent"/task/*/status | awk '/^voluntary/ {sum += $2} END {print sum}'; }
peak() { awk '/VmHWM/ {print $2}' /proc/"$agent"/status; }
resident() { awk '/VmRSS/ {print $2}' /proc/"$agent"/status; }

idle() {
  "$program" fake create "$scratch/idle" --kernel 7.1 --adapters "$(adapters 20)" --domains 0-84
  configuration enforce 20 85 >"$scratch/c.yaml"
  start "$scratch/idle"
  await '.condition == "as declared"' >/dev/null
  stop
  # A plain directory costs what sysfs costs; the fake kernel's lock would be measured otherwise.
  rm -r "$scratch/idle/.apmatrix"
  rm "$scratch/s.json"
  start "$scratch/idle" --observe --events kernel
  await '.condition == "as declared"' >/dev/null
  sleep 6
  local before_cpu before_switches
  before_cpu=$(cpu)
  before_switches=$(switches)
  sleep "$seconds"
  echo "idle, 20 x 85 queues, 85 guests, $seconds s:"
  awk -v a="$before_cpu" -v b="$(cpu)" -v s="$seconds" \
    'BEGIN {printf "  CPU        %.2f ms a poll, %.4f %% of a core\n", (b - a) * 5 / s, (b - a) / s / 10}'
  awk -v a="$before_switches" -v b="$(switches)" -v s="$seconds" \
    'BEGIN {printf "  switches   %.2f a second, voluntary ones of two threads\n", (b - a) / s}'
  echo "  resident   $(resident) KiB"
  if command -v strace >/dev/null; then
    timeout -s INT 5.2 strace -f -c -o "$scratch/calls" -p "$agent" 2>/dev/null || true
    echo "  system calls in one poll: $(awk '$NF == "total" {print $(NF - 1)}' "$scratch/calls")"
  fi
  stop
}

storm() {
  "$program" fake create "$scratch/storm" --kernel 7.1 --adapters "$(adapters 60)" --domains 0-84
  configuration enforce 60 8 >"$scratch/c.yaml"
  rm -f "$scratch/s.json"
  start "$scratch/storm"
  await '.condition == "as declared"' >/dev/null
  sleep 1
  local before
  for verb in remove add; do
    before=$(reads)
    # From here on the kernel notes the highest.
    echo 5 >/proc/"$agent"/clear_refs
    if [ $verb = add ]; then names=$(adapters 60); else names=$(seq -s, 0 59); fi
    "$program" fake adapter $verb "$scratch/storm" "$names" --scan
    want=$([ $verb = add ] && echo 480 || echo 0)
    took=$(await "([.host.guests[].effective] | add) == $want")
    sleep 1.5
    echo "storm, 60 x 85 queues $verb: $took ms after the last event, $(($(reads) - before)) reads," \
      "$(jq .host.read_milliseconds "$scratch/s.json") ms the last one, $(peak) KiB at the peak," \
      "$(resident) KiB resident"
  done
  stop
}

idle
storm
