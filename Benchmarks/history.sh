#!/bin/bash
# A question about one queue over a year of 100,000 entries: apmatrix history, of its files and of the journal, beside
# journalctl and jq.
#   Benchmarks/history.sh PROGRAM [ENTRIES]
#
# Both have the same entries: the history in its files, the journal one message each, as the agent sends them.
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
# The ids of Sources/History/Journal/JournalMessage.swift.
moved, known = "ec699d941d17497ebd59409b55700ffb", "a98b84f5f9224558bc73c58342624db7"
def send(place, micro, id, entry, fields):
    journal.write(f"__REALTIME_TIMESTAMP={micro}\n__MONOTONIC_TIMESTAMP={place}\n_BOOT_ID={boot}\n_UID=0\n")
    journal.write(f"MESSAGE_ID={id}\nAPMATRIX_ENTRY={json.dumps(entry, separators=(',', ':'))}\n{fields}\n")
send(1, int(start.timestamp() * 1e6) - 1, known,
     {"schema": "apmatrix.history/v1", "kind": "state", "time": stamp(start), "uptime": 0, "holders": {}}, "")
for place in range(count):
    time = start + datetime.timedelta(seconds=place * 31536000 / count)
    name = time.strftime("%Y-%m.jsonl")
    head = {"schema": "apmatrix.history/v1"}
    if name not in files:
        put(name, {**head, "kind": "file", "time": stamp(time), "uptime": 1, "object": name, "part": chain})
    card, domain = random.randrange(20), random.randrange(80)
    queues = ["%02x.%04x" % (card, domain + n) for n in range(random.choice([1, 1, 2, 4]))]
    before, after = random.sample(holders, 2)
    entry = {**head, "kind": "queues", "time": stamp(time), "uptime": place, "since": stamp(time),
             "until": stamp(time), "cause": "other", "sign": "event", "queues": " ".join(queues),
             "before": before, "after": after, "names": {guest: "web01"}}
    send(place + 2, int(time.timestamp() * 1e6), moved, entry,
         f"MESSAGE={entry['queues']}: {before} -> {after}\nAPMATRIX_GUEST=web01\n"
         f"APMATRIX_UUID={guest}\nAPMATRIX_OWNER_BEFORE={before}\nAPMATRIX_OWNER={after}\n"
         + "".join(f"APMATRIX_QUEUE={q}\n" for q in queues) + "APMATRIX_CAUSE=other\n")
    put(name, entry)
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
by_journal() { journalctl --directory "$scratch/journal" -o json --all | jq -c "$filter"; }
by_files() { "$program" history --history "$scratch/history" --queue 05.0047 --format json; }
# journal-remote names its file; a directory of it alone is read as a journal.
mkdir "$scratch/journal" && mv "$scratch/year.journal" "$scratch/journal/"
by_fields() { "$program" history --journal "$scratch/journal" --queue 05.0047 --format json; }

"$program" history --history "$scratch/history" --verify >/dev/null
answers=$(by_journal | wc -l)
if [ "$answers" != "$(by_files | wc -l)" ] || [ "$answers" != "$(by_fields | wc -l)" ]; then
  echo "history.sh: the answers differ" >&2
  exit 1
fi
for round in 1 2 3; do
  echo "round $round, $entries entries, $answers about 05.0047: journalctl and jq" \
    "$(milliseconds by_journal) ms, apmatrix history of the files $(milliseconds by_files) ms, of the journal" \
    "$(milliseconds by_fields) ms, verified in $(milliseconds "$program" history --history "$scratch/history" --verify) ms"
done
