"""What a reader of a page meets in a real Chromium: its width, contrast, console, keyboard, and what its DOM says."""

import base64
import importlib.util
import pathlib
import sys

from selenium import webdriver
from selenium.webdriver.common.keys import Keys

sys.dont_write_bytecode = True
spec = importlib.util.spec_from_file_location("read_page", pathlib.Path(__file__).with_name("read-page.py"))
read_page = importlib.util.module_from_spec(spec)
spec.loader.exec_module(read_page)
# A4 upright, and on its side for a broad matrix, less two margins of 12 mm, at 96 pixels to the inch.
PAPER, BROAD_PAPER = 703, 1031

# Of each text that shows: the least contrast, by WCAG 2.2's relative luminance, of the colours that the browser made.
CONTRAST = """
const channel = part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
const parts = colour => colour.match(/[\\d.]+/g).map(Number);
const light = colour => {
  const [r, g, b] = parts(colour).map(part => channel(part / 255));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ground = element => {
  for (; element; element = element.parentElement) {
    const colour = getComputedStyle(element).backgroundColor;
    if (parts(colour)[3] !== 0) return colour;
  }
  return "rgb(255, 255, 255)";
};
let least = [21, ""];
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  const element = texts.currentNode.parentElement, style = getComputedStyle(element);
  if (!texts.currentNode.data.trim() || !element.checkVisibility({visibilityProperty: true})) continue;
  const pair = [light(style.color), light(ground(element))].sort((a, b) => b - a);
  const contrast = (pair[0] + 0.05) / (pair[1] + 0.05) * Number(style.opacity);
  if (contrast < least[0]) least = [contrast, texts.currentNode.data.trim().slice(0, 40)];
}
return least;
"""

# What Tab has to reach, in the order of the document.
REACHABLE = """
return [...document.querySelectorAll("a[href],input,summary,[tabindex='0']")]
  .filter(element => element.checkVisibility()).map(element => element.outerHTML.slice(0, 80));
"""
FOCUSED = """
const element = document.activeElement, style = getComputedStyle(element);
return [element.outerHTML.slice(0, 80), style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0];
"""


class Browser:
    """A headless Chromium, and what was wrong in it."""

    def __init__(self):
        options = webdriver.ChromeOptions()
        for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"):
            options.add_argument(word)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options)
        self.faults = []

    def expect(self, holds, what):
        if not holds:
            self.faults.append(f"{self.page}: {what}")

    def command(self, name, **values):
        return self.driver.execute_cdp_cmd(f"Emulation.{name}", values)

    def open(self, page, width=1280, night=False, scripts=True, media="screen"):
        self.page = f"{page.name} at {width}{', night' * night}{', no scripts' * (not scripts)}, {media}"
        self.command("setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if night else "light"}
        self.command("setEmulatedMedia", media=media, features=[scheme])
        self.command("setScriptExecutionDisabled", value=not scripts)
        # The same address with another fragment would not be loaded anew.
        self.driver.get("about:blank")
        self.driver.get(page.as_uri())

    def ask(self, script, *values):
        return self.driver.execute_script(script, *values)

    def look(self, page, pictures):
        """A page in every way that it can be seen."""
        for width in (1280, 390):
            for night in (False, True):
                for scripts in (True, False):
                    self.open(page, width, night, scripts)
                    self.fits(width)
                    least, text = self.ask(CONTRAST)
                    self.expect(least >= 4.5, f"contrast of {text!r} is {least:.2f}")
                    if pictures and scripts:
                        name = f"{page.stem}-{width}-{'night' if night else 'day'}.png"
                        self.driver.save_screenshot(str(pictures / name))
        broad = self.ask("return !!document.querySelector('.broad')")
        paper = BROAD_PAPER if broad else PAPER
        self.open(page, paper, media="print")
        self.fits(paper)
        if pictures:
            wishes = {"preferCSSPageSize": True, "printBackground": True}
            printed = self.driver.execute_cdp_cmd("Page.printToPDF", wishes)
            (pictures / f"{page.stem}.pdf").write_bytes(base64.b64decode(printed["data"]))
        self.expect(self.ask(CONTRAST)[0] >= 4.5, "contrast on paper")
        for entry in self.driver.get_log("browser"):
            self.expect(False, f"the console says: {entry['message']}")

    def fits(self, width):
        wide = self.ask("return document.documentElement.scrollWidth")
        self.expect(wide <= width, f"{wide} pixels wide")

    def walk(self, page):
        """Tab from end to end and back: all that can be used is reached in its order, and seen to be."""
        self.open(page)
        wanted = self.ask(REACHABLE)
        for key, order in ((Keys.TAB, wanted), (Keys.SHIFT + Keys.TAB, wanted[-2::-1])):
            for place in order:
                self.press(key)
                reached, seen = self.ask(FOCUSED)
                self.expect(reached == place, f"{key!r} leads to {reached}, not to {place}")
                self.expect(seen, f"the focus does not show at {reached}")
        return len(wanted)

    def press(self, *keys):
        self.driver.switch_to.active_element.send_keys(*keys)

    def scroll(self, page):
        """A matrix wider than the window, moved by arrow keys."""
        self.open(page, 390)
        self.reach("[role=region]")
        self.press(*[Keys.ARROW_RIGHT] * 5)
        # Scrolling is drawn over some frames.
        moved = "return new Promise(done => setTimeout(() => done(document.activeElement.scrollLeft), 500))"
        self.expect(self.ask(moved) > 0, "arrow keys do not scroll the matrix")

    def use(self, page):
        """The keyboard alone: filter the cells, and follow a cell to its guest."""
        self.open(page)
        self.reach("input")
        self.press("05.0047")
        left = """return [...document.querySelectorAll("td[title]")]
          .filter(cell => cell.checkVisibility({visibilityProperty: true})).length"""
        self.expect(self.ask(left) == 1, f"the filter leaves {self.ask(left)} cells, not one")
        self.press(*[Keys.BACKSPACE] * 7)
        self.expect(self.ask(left) > 1, "an empty filter leaves nothing")
        self.reach("td a")
        self.press(Keys.ENTER)
        self.expect(
            self.ask("return !!document.querySelector('tr:target') && location.hash.length > 1"),
            "Enter at a cell does not lead to its guest")

    def reach(self, selector):
        for _ in range(300):
            if self.ask("return document.activeElement.matches(arguments[0])", selector):
                return
            self.press(Keys.TAB)
        self.expect(False, f"Tab does not reach {selector}")

    def tells(self, page, status):
        """Whether the DOM says of every queue what the status in JSON says."""
        self.open(page)
        read = read_page.Page()
        read.feed(self.driver.page_source)
        cells = dict(read.cells())
        for queue in status["queues"]:
            kind, _, guest, _ = cells.get(queue["id"], [None] * 4)
            if queue.get("conflict"):
                wanted = {"conflict"}
            elif queue["owner"] == "guest":
                wanted = {"running" if queue.get("inUse") else "guest", "lacking"}
            else:
                wanted = {{"unassigned": "free"}.get(queue["owner"], queue["owner"])}
            self.expect(kind in wanted, f"{queue['id']} is shown as {kind}, not {wanted}")
            self.expect(queue.get("conflict") or guest == queue.get("guest"), f"{queue['id']} is shown as of {guest}")
        for guest in status["guests"]:
            for missing in guest.get("missing", []):
                self.expect(missing["id"] in cells, f"{missing['id']} is missing and not shown")
        return len(status["queues"])
