#!/bin/bash
# A question about one queue over a year of 100,000 entries: apmatrix history beside journalctl and jq.
#   Benchmarks/history.sh PROGRAM [ENTRIES]
#
# Both have the same entries: the history in its files, the journal one message each with the queues as fields.
# Needs systemd-journal-remote, which makes a journal of text, journalctl, jq and python3.
set -euo pipefail
program=$(realpath "$1")
entries=${2:-100000}
remote=/usr/lib/systemd/systemd-journal-remote
[ -x $remote ] || { echo "history.sh: $remote is not there; install systemd-journal-remote" >&2; exit 1; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -m 700 "$scratch/history"

python3 - "$entries" "$scratch" <<'PYTHON'
import datetime, hashlib, json, random, sys, uuid

count, scratch = int(sys.argv[1]), sys.argv[2]
random.seed(47)
guest = str(uuid.UUID(int=47))
holders = ["host:cex4queue", "unassigned", "guest:" + guest]
chain = beginning = "0" * 64
start = datetime.datetime(2030, 1, 1, tzinfo=datetime.timezone.utc)
stamp = lambda t: t.strftime("%Y-%m-%dT%H:%M:%S.") + "%03dZ" % (t.microsecond // 1000)
files, journal, number = {}, open(scratch + "/journal.export", "w"), 0

def put(name, entry):
    global chain, number
    number += 1
    entry["number"] = number
    body = json.dumps(entry, separators=(",", ":"))
    chain = hashlib.sha256((chain + "\n" + body).encode()).hexdigest()
    files.setdefault(name, open(scratch + "/history/" + name, "a")).write(
        body[:-1] + ',"chain":"' + chain + '"}\n')

boot = uuid.UUID(int=1).hex
for place in range(count):
    time = start + datetime.timedelta(seconds=place * 31536000 / count)
    name = time.strftime("%Y-%m.jsonl")
    head = {"schema": "apmatrix.history/v1"}
    if name not in files:
        put(name, {**head, "kind": "file", "time": stamp(time), "uptime": 1, "object": name, "part": chain})
    card, domain = random.randrange(20), random.randrange(80)
    queues = ["%02x.%04x" % (card, domain + n) for n in range(random.choice([1, 1, 2, 4]))]
    before, after = random.sample(holders, 2)
    put(name, {**head, "kind": "queues", "time": stamp(time), "uptime": place, "since": stamp(time),
               "until": stamp(time), "cause": "other", "sign": "event", "queues": " ".join(queues),
               "before": before, "after": after, "names": {guest: "web01"}})
    micro = int(time.timestamp() * 1e6)
    journal.write(f"__REALTIME_TIMESTAMP={micro}\n__MONOTONIC_TIMESTAMP={place + 1}\n_BOOT_ID={boot}\n")
    journal.write(f"MESSAGE={' '.join(queues)}: {before} -> {after}\nAPMATRIX_GUEST=web01\n")
    journal.write(f"APMATRIX_UUID={guest}\nAPMATRIX_OWNER_BEFORE={before}\nAPMATRIX_OWNER={after}\n")
    journal.write("".join(f"APMATRIX_QUEUE={q}\n" for q in queues) + "APMATRIX_CAUSE=other\n\n")
PYTHON
$remote --output="$scratch/year.journal" "$scratch/journal.export" 2>/dev/null

milliseconds() {
  local began
  began=$(date +%s%N)
  "$@" >/dev/null
  echo $((($(date +%s%N) - began) / 1000000))
}
# shellcheck disable=SC2016 # $q is a variable of jq.
filter='select(.APMATRIX_QUEUE as $q | ($q == "05.0047") or (($q | type) == "array" and ($q | index("05.0047"))))'
by_journal() { journalctl --file "$scratch/year.journal" -o json --all | jq -c "$filter"; }
by_history() { "$program" history --history "$scratch/history" --queue 05.0047 --format json; }

"$program" history --history "$scratch/history" --verify >/dev/null
[ "$(by_journal | wc -l)" = "$(by_history | wc -l)" ] || { echo "history.sh: the answers differ" >&2; exit 1; }
for round in 1 2 3; do
  echo "round $round, $entries entries, $(by_history | wc -l) about 05.0047: journalctl and jq" \
    "$(milliseconds by_journal) ms, apmatrix history $(milliseconds by_history) ms, verified in" \
    "$(milliseconds "$program" history --history "$scratch/history" --verify) ms"
done
