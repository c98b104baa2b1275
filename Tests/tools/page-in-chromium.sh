#!/bin/bash
# A page of apmatrix in a real browser: page-in-chromium.sh PAGE DIRECTORY
#
# At 1280 and 390 pixels, by day and by night, with scripts and without: nothing is wider than the window, the
# console is silent, and DIRECTORY has the pictures, and the page printed on A4. Not part of the tests, since a
# browser is large: run it after a change of Sources/Report/Page, and look at what it made.
set -euo pipefail
page=$(realpath "$1")
mkdir -p "$2"
pictures=$(realpath "$2")
browser=$(command -v chromium) || { echo "no chromium; apt-get install chromium" >&2; exit 1; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0

chromium() {
  "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$scratch/profile" \
    --enable-logging=stderr "$@" 2>"$scratch/log"
  if grep -E 'CONSOLE' "$scratch/log"; then failed=1; fi
}

# The page with a line that tells the frame around it how wide it came out: a window of a browser may be no
# narrower than 500 pixels.
cat "$page" - >"$scratch/measured.html" <<'HTML'
<script>addEventListener("load", () => parent.postMessage(
  document.documentElement.scrollWidth + " of " + innerWidth + "; cells " +
  document.querySelectorAll("table.matrix td[title]").length + "; filter " +
  !document.querySelector(".filter")?.hidden, "*"))</script>
HTML
sed '/^<script>$/,/^<\/script>$/d' "$page" >"$scratch/no-script.html"
for width in 1280 390; do
  cat >"$scratch/frame.html" <<HTML
<script>addEventListener("message", event => document.documentElement.dataset.width = event.data)</script>
<iframe src="measured.html" style="border:0;width:${width}px;height:3000px"></iframe>
HTML
  chromium --window-size=1400,3000 --virtual-time-budget=3000 --dump-dom "file://$scratch/frame.html" >"$scratch/dom"
  measured=$(grep -oE 'data-width="[^"]*"' "$scratch/dom" | head -n 1 | cut -d '"' -f 2)
  echo "$width pixels: width $measured"
  read -r wide _ window _ <<<"${measured//;/ }"
  [ "$wide" -le "$window" ] || { echo "wider than its window" >&2; failed=1; }
  for mode in day night; do
    flags=()
    [ $mode = day ] || flags=(--blink-settings=preferredColorScheme=0)
    chromium "${flags[@]}" --window-size="$width,1600" --screenshot="$pictures/$mode-$width.png" "file://$page"
  done
  chromium --window-size="$width,1600" --screenshot="$pictures/no-script-$width.png" "file://$scratch/no-script.html"
done
chromium --no-pdf-header-footer --print-to-pdf="$pictures/page.pdf" "file://$page"
exit $failed
