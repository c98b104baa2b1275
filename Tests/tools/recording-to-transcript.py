#!/usr/bin/env python3
"""Turns the transcript of a recorded scenario into the compact form that `apmatrix fake replay` reads.

    xz -dc 7.1.8/b/transcript.jsonl.xz | recording-to-transcript.py 7.1.8 7.1.8/b/hardware.conf

A recording holds writes, reads, states and what a person did besides: hardware changes, shell commands,
guests. What can't be an operation of the model stands as a note (a line that begins with #).
"""
import json
import sys

SUBSYSTEMS = ("ap", "mdev", "matrix", "vfio", "vfio-dev", "drivers")
STATE = ("apmask", "aqmask", "ap_adapter_mask", "ap_usage_domain_mask", "ap_control_domain_mask",
         "bindings")


def escape(text):
    data = text.encode()
    if not data:
        return "%"
    return "".join(chr(b) if 0x21 <= b <= 0x7E and b != 0x25 else f"%{b:02x}" for b in data)


def numbers(text):
    result = set()
    for part in text.split(","):
        ends = [int(x, 0) for x in part.split("-")]
        result |= set(range(ends[0], ends[-1] + 1))
    return result


class Machine:
    def __init__(self, text):
        self.cards, self.queues, self.usage, self.control = {}, {}, set(), set()
        self.na = self.nd = 0
        for line in filter(None, text.split("\n")):
            word, *rest = line.split(" ", 1)
            rest = rest[0] if rest else ""
            if word in ("na", "nd"):
                setattr(self, word, int(rest))
            elif word in ("usage", "control"):
                setattr(self, word, numbers(rest))
            elif word == "card":
                number, *fields = rest.split()
                card = self.cards.setdefault(int(number, 0), {"config": "on", "chkstop": "off"})
                card.update(f.split("=") for f in fields)
            elif word == "queue":
                name, *fields = rest.split()
                a, d = (int(x, 0) for x in name.split("."))
                self.queues[f"{a:02x}.{d:04x}"] = dict(f.split("=") for f in fields)

    def lines(self):
        out = [f"max {self.na} {self.nd}"]
        for n, c in sorted(self.cards.items()):
            flags = f"1 {int(c['config'] == 'on')} {int(c['chkstop'] == 'on')}"
            out.append(f"adapter {n} {c['type']} {c['mode']} {flags}")
        out.append("domains " + " ".join(map(str, sorted(self.usage))))
        out.append("controls " + " ".join(map(str, sorted(self.control))))
        return out

    def changes(self, new, note):
        for n in sorted(set(self.cards) - set(new.cards)):
            yield f"remove {n}"
        for n, c in sorted(new.cards.items()):
            old = self.cards.get(n)
            if old is None or (old["type"], old["mode"]) != (c["type"], c["mode"]):
                yield f"add {n} {c['type']} {c['mode']}"
            old = old or {"config": "on", "chkstop": "off"}
            for key in ("config", "chkstop"):
                if old[key] != c[key]:
                    word = "config" if key == "config" else "checkstop"
                    yield f"{word} {n} {int(c[key] == 'on')}"
        for word, old, cur in (("domain", self.usage, new.usage),
                               ("control", self.control, new.control)):
            yield from (f"{word} {n} 0" for n in sorted(old - cur))
            yield from (f"{word} {n} 1" for n in sorted(cur - old))
        for q in sorted(set(self.queues) | set(new.queues)):
            old, cur = self.queues.get(q, {}), new.queues.get(q, {})
            if old.get("chkstop") != cur.get("chkstop"):
                yield f"checkstop-queue {q} {int(cur.get('chkstop') == 'on')}"
            if old.get("rc") != cur.get("rc"):
                if "2" in (old.get("rc"), cur.get("rc")):
                    note(f"queue {q}: resets that take time (response code 2) are not modelled")
                if (old.get("rc") == "1") != (cur.get("rc") == "1"):
                    yield f"available-queue {q} {int(cur.get('rc') != '1')}"


class Converter:
    def __init__(self, kernel, hardware):
        self.out, self.number, self.state, self.open = [], 0, {}, None
        self.machine = Machine(hardware)
        self.kernel, self.pending, self.waiting = kernel, [], None

    def note(self, text):
        self.out.append("# " + " ".join(text.split()))

    def step(self, operation, events=(), errno=None, data=None, ret=None):
        self.number += 1
        self.out.append(f"{self.number} {operation}")
        if errno:
            self.out.append(f"= {errno}")
        elif ret is not None and ret != len(data.encode()):
            self.out.append(f"= OK {ret}")
        for e in events:
            self.event(e)

    def event(self, event):
        p = event["props"]
        if p["SUBSYSTEM"] not in SUBSYSTEMS or "BINDINGS" in p:
            return
        vfio = p["SUBSYSTEM"] in ("vfio", "vfio-dev")
        words = [p["ACTION"], p["DEVPATH"], p["SUBSYSTEM"]]
        for k, v in p.items():
            if k in ("ACTION", "DEVPATH", "SUBSYSTEM", "SEQNUM") or k.startswith("SYNTH_"):
                continue
            if vfio and k in ("MAJOR", "MINOR"):
                v = "N"
            # The recorder wrote the newline inside of a mask as two characters.
            v = v.replace("\\n", "\n")
            words.append(f"{k}={v}")
        if vfio:
            words = [w.rstrip("0123456789") + "N" if w.startswith(("/", "DEVNAME=")) else w
                     for w in words]
        self.out.append(" ".join(["!"] + [escape(w) for w in words]))

    def write(self, r):
        path = r["path"]
        if not path.startswith("/sys/"):
            self.note(f"not replayed, outside of /sys: write {path}")
            return
        self.step(f"write {escape(path[5:])} {escape(r['data'])}", r["uevents"], r["errno"],
                  r["data"], r["ret"])

    def shell(self, r):
        cmd, events = r["cmd"], r["uevents"]
        # A card's name in these commands is a decimal number.
        if cmd.startswith("modprobe") and "vfio_ap" in cmd and any(
                e["props"]["SUBSYSTEM"] == "matrix" for e in events):
            self.step("load vfio", events)
        elif cmd.startswith("modprobe zcrypt_cex4; udevadm") and events:
            self.step("load zcrypt", events)
        elif cmd.startswith("rmmod") and events:
            self.step("unload " + ("vfio" if "vfio_ap" in cmd else "zcrypt"), events)
        elif cmd.startswith("chzcrypt") and "config" in cmd:
            on = "--config-on" in cmd
            self.step(f"write devices/ap/card06/config {int(on)}", events)
        elif cmd.startswith("chzcrypt -V -d 6; chzcrypt -V -e 6"):
            for value in "01":
                self.step(f"write devices/ap/card06/online {value}",
                          [e for e in events if e["props"].get("ONLINE") == value])
        elif cmd.startswith("echo 1 > /sys/devices/vfio_ap/matrix/") and "create" in cmd:
            uuid = cmd.split("/")[5]
            self.step(f"write devices/vfio_ap/matrix/{uuid}/remove 1%0a", events[:4])
            self.step("write devices/vfio_ap/matrix/mdev_supported_types/vfio_ap-passthrough/"
                      f"create {uuid}%0a", events[4:])
        elif self.waiting:
            self.pending += events
        elif any(e["props"]["SUBSYSTEM"] in SUBSYSTEMS for e in events):
            self.note(f"not replayed, events on request: {cmd}")
        else:
            self.note(f"not replayed, reads only: {cmd[:100]}")

    def entry(self, kind, old, new):
        for name in sorted(set(old) - set(new)):
            self.out.append(f"~ {kind} {name} gone")
        for name in sorted(new):
            a, b = old.get(name), new[name]
            if a == b:
                continue
            a = a or {}
            words = [f"-{k}" for k in sorted(set(a) - set(b))]
            words += [f"{k}={b[k]}" for k in sorted(b) if a.get(k) != b[k]]
            self.out.append(" ".join([f"~ {kind} {name}"] + words))

    def observe(self, r):
        s = r["state"]
        self.guest(r, s)
        strip = lambda v: escape(v[:-1] if v.endswith("\n") else v)
        has = lambda v: v is None or not v.startswith("<")
        bus = {k: strip(s[k]) for k in STATE if s.get(k) is not None}
        for k, v in bus.items():
            if self.state.get(k) != v:
                self.out.append(f"~ {k}={v}")
        new = dict(bus)
        for group, kind in (("cards", "card"), ("queues", "queue")):
            new[group] = {n: {k: "~" if v is None else strip(v) for k, v in e.items()
                              if has(v)}
                          for n, e in s.get(group, {}).items()}
            self.entry(kind, self.state.get(group, {}), new[group])
        lines = lambda v: "[" + ",".join(v.split()) + "]"
        new["mdevs"] = {n: {k: strip(v) if k == "ap_config" else lines(v)
                            for k, v in e.items() if v is not None}
                        for n, e in s.get("mdevs", {}).items()}
        self.entry("mdev", self.state.get("mdevs", {}), new["mdevs"])
        self.state = new
        self.out.append("?")

    def guest(self, r, s):
        """A guest leaves no line of its own: its start and end show in the status of queues."""
        used = [n for n, e in s.get("queues", {}).items()
                if (e.get("status") or "").strip() == "in use"]
        mdevs = s.get("mdevs", {})
        if r["label"] == "remove pending" and self.open:
            self.waiting = self.open
            self.step(f"write devices/vfio_ap/matrix/{self.open}/remove 1%0a", self.pending)
            self.removal = len(self.out)
            self.pending = []
        elif used and not self.open:
            self.open = next(u for u, m in mdevs.items()
                             if used[0] in (m.get("guest_matrix") or "").split())
            self.step(f"guest {self.open} 1")
        elif self.open and not used and self.open in mdevs and r["label"] == "closed":
            self.step(f"guest {self.open} 0")
            self.open = None

    def wait(self, r):
        of_model = lambda events: [e for e in events if e["props"]["SUBSYSTEM"] in SUBSYSTEMS]
        events = of_model(self.pending + r["uevents"])
        if not self.waiting:
            # The kernel's own timer scanned the bus.
            self.step("scan", events)
            return
        # What came before the recorder waited belongs to the removal, the rest to the guest's end.
        head, tail = of_model(self.pending), of_model(r["uevents"])
        at, self.out = self.out[self.removal:], self.out[:self.removal]
        for e in head:
            self.event(e)
        self.out += at
        self.step(f"guest {self.waiting} 0", tail)
        self.open = self.waiting = None
        self.pending = []

    def read(self, r):
        path = r["path"][5:]
        if path in ("bus/ap/scans", "bus/ap/bindings_complete_count"):
            self.note(f"not compared, reads of cards by the recorder force scans: {path}")
            return
        value = f"!{r['errno']}" if r["errno"] else escape(r["value"])
        self.out.append(f"< {path} {value}")

    def run(self, lines):
        records = [json.loads(line) for line in lines]
        counts = [int(e["props"]["COMPLETECOUNT"]) for r in records for e in r.get("uevents", [])
                  if "COMPLETECOUNT" in e["props"]]
        head = ["apmatrix-transcript 1", f"kernel {self.kernel}",
                f"complete-count {min(counts) - 1 if counts else 1}", "observed drivers zcrypt"]
        head += self.machine.lines()
        for r in records:
            op = r["op"]
            if op == "write":
                self.write(r)
            elif op == "shell":
                self.shell(r)
            elif op == "state":
                self.observe(r)
            elif op == "read":
                self.read(r)
            elif op == "wait":
                self.wait(r)
            elif op == "hw":
                new = Machine(r["text"])
                for change in self.machine.changes(new, self.note):
                    self.step("hardware " + change)
                self.machine = new
            elif op in ("mark", "text"):
                self.note(r.get("text") or "")
            elif op != "snapshot":
                self.note(f"not replayed: {op}")
        return head + self.out


if __name__ == "__main__":
    with open(sys.argv[2]) as hardware:
        converter = Converter(sys.argv[1], hardware.read())
    print("\n".join(converter.run(sys.stdin)))
