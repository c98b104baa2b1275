#!/usr/bin/python3
"""pages-in-chromium.py PROGRAM [PICTURES]: apmatrix' pages in a real browser.

Makes the page of every recorded host, and one of each other kind, and looks at them as readers do: at 1280 and 390
pixels, by day and by night, with scripts and without, on A4, and with the keyboard alone. What the DOM says of each
queue is what the status in JSON says. PICTURES gets what a person should look at. Needs Debian's chromium-driver and
python3-selenium; ends with 75 where they are not installed.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
try:
    import page_browser
except ImportError:
    print("pages-in-chromium: no selenium; .ci/setup --tests installs it", file=sys.stderr)
    sys.exit(75)

RECORDINGS = pathlib.Path(__file__).resolve().parent.parent.parent / "Testdata/recordings"
HOSTILE = "<img src=x onerror=alert(1)>\"'&.sysfs"


class Pages:
    """Pages as the program makes them, in a directory of their own."""

    def __init__(self, program, directory):
        self.program, self.directory = program, directory

    def run(self, *words):
        return subprocess.run([self.program, *words], capture_output=True, check=False).stdout

    def made(self, name, *words):
        page = self.directory / f"{name}.html"
        page.write_bytes(self.run(*words, "--format", "html"))
        return page

    def kinds(self):
        """One of each kind, a host as broad as any, and one whose recording has markup in its name."""
        off, large, running = (next(RECORDINGS.glob(f"7.2.13/{name}*.sysfs")) for name in
                               ("state-05-card-off", "large-16x85-00", "deployed-running"))
        broad = self.directory / "broad"
        cards = ",".join(f"{number}:cca" for number in range(60))
        self.run("fake", "create", broad, "--adapters", cards, "--domains", "0-84", "--aqmask", "0x" + "5" * 64)
        shutil.copy(off, self.directory / HOSTILE)
        self.run("fleet", "--pages", self.directory / "fleet", off, large)
        return {
            "small": self.made("small", "status", "--sysfs", off),
            "large": self.made("large", "status", "--sysfs", large),
            "broad": self.made("broad", "status", "--sysfs", broad),
            "hostile": self.made("hostile", "status", "--sysfs", self.directory / HOSTILE),
            "explain": self.made("explain", "explain", "06.0047", "--sysfs", off),
            "diff": self.made("diff", "diff", running, off),
            "fleet": self.directory / "fleet/index.html",
        }


def main(program, pictures):
    if pictures:
        pictures.mkdir(exist_ok=True)
    browser, queues = page_browser.Browser(), 0
    with tempfile.TemporaryDirectory() as scratch:
        pages = Pages(program, pathlib.Path(scratch))
        recordings = sorted(RECORDINGS.rglob("*.sysfs"))
        for number, recording in enumerate(recordings):
            status = json.loads(pages.run("status", "--sysfs", recording, "--format", "json"))
            queues += browser.tells(pages.made(f"host-{number}", "status", "--sysfs", recording), status)
        print(f"{len(recordings)} recorded hosts: {queues} queues in the DOM beside their JSON")
        kinds = pages.kinds()
        for name, page in kinds.items():
            browser.look(page, pictures)
            print(f"{name}: looked at; {browser.walk(page)} places for the keyboard")
        browser.scroll(kinds["broad"])
        browser.use(kinds["large"])
        browser.open(kinds["hostile"])
        browser.expect(browser.ask("return document.title.includes(arguments[0]) && !document.images.length", HOSTILE),
                       "markup in a name is not text")
    browser.driver.quit()
    for fault in browser.faults[:40]:
        print(fault, file=sys.stderr)
    return 1 if browser.faults else 0


sys.exit(main(sys.argv[1], pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None))
