"""read-page.py PAGE...: what a parser of HTML finds in pages of apmatrix, as a line of JSON for each.

"cells" has for each queue of the matrix the class, the sign and the uuid of the guest whose number stands in the
sign; "scripts" counts elements that could run something, and attributes too; "text" is all text.
"""

import html.parser
import json
import re
import sys


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.scripts, self.words, self.open = 0, [], []
        self.matrix = self.row = self.cell = None
        self.rows, self.guests, self.adapters = [], {}, []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.scripts += tag == "script" or any(name.startswith("on") for name in attributes)
        if tag in ("meta", "input"):
            return
        self.open.append(tag)
        if tag == "table":
            self.matrix = attributes.get("class") == "matrix"
        elif tag == "tr":
            self.row = {"id": attributes.get("id"), "cells": []}
        elif tag in ("td", "th"):
            self.cell = {"tag": tag, "class": attributes.get("class"), "title": attributes.get("title"), "text": ""}

    def handle_data(self, data):
        if self.open and self.open[-1] in ("script", "style"):
            return
        self.words.append(data)
        if self.cell is not None:
            self.cell["text"] += data

    def handle_endtag(self, tag):
        if self.open.pop() != tag:
            sys.exit(f"</{tag}> closes another element")
        if tag in ("td", "th"):
            self.row["cells"].append(self.cell)
            self.cell = None
        elif tag == "tr":
            self.finish_row()

    def finish_row(self):
        cells = self.row["cells"]
        if self.matrix and not self.adapters:
            self.adapters = [cell["text"] for cell in cells[1:]]
        elif self.matrix:
            self.rows.append(cells)
        elif self.row["id"]:
            self.guests[cells[0]["text"]] = cells[1]["text"].split(" ")[-1]

    def cells(self):
        for head, *cells in self.rows:
            first, *last = head["text"].split("-")
            for domain in range(int(first, 16), int((last or [first])[0], 16) + 1):
                for adapter, cell in zip(self.adapters, cells):
                    if cell["class"]:
                        number = re.match(r"\d+", cell["text"]) if cell["class"] not in ("host", "nobody") else None
                        guest = self.guests[number[0]] if number else None
                        yield f"{adapter}.{domain:04x}", [cell["class"], cell["text"], guest, cell["title"]]


def main():
    for path in sys.argv[1:]:
        page = Page()
        with open(path, encoding="utf-8") as file:
            page.feed(file.read())
        page.close()
        if page.open:
            sys.exit(f"{path}: not closed: {page.open}")
        print(json.dumps({"cells": dict(page.cells()), "scripts": page.scripts, "text": "".join(page.words)}))


if __name__ == "__main__":
    main()
