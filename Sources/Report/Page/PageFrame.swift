/// What every page has: no network, one style for screens bright and dark and for paper, and a script that a
/// page can do without.
struct PageFrame {
  private let title: String

  init(title: String) { self.title = title }

  /// The whole page.
  ///
  /// - Parameter body: writes what stands in the page.
  func page(_ body: (inout HTMLText) -> Void) -> [UInt8] {
    var html = HTMLText()
    html.raw(
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
      style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
      <meta name="color-scheme" content="light dark">

      """)
    html.element("title", title)
    html.raw("\n<style>\n:root{")
    html.text(PageColour.properties(night: false))
    html.raw("}\n@media screen and (prefers-color-scheme:dark){:root{")
    html.text(PageColour.properties(night: true))
    html.raw("}}\n")
    html.raw(PageStyle.text)
    html.raw("</style>\n</head>\n<body>\n<main>\n")
    html.element("h1", title)
    html.raw("\n")
    body(&html)
    html.raw("</main>\n<script>\n")
    html.raw(PageScript.text)
    html.raw("</script>\n</body>\n</html>\n")
    return html.bytes
  }
}

/// The layout of a page.
enum PageStyle {
  static let text: StaticString = """
    *{box-sizing:border-box}
    body{margin:0;background:var(--page);color:var(--page-text);font:15px/1.45 system-ui,sans-serif}
    main{max-width:1240px;margin:0 auto;padding:1rem}
    h1{font-size:1.35rem;margin:.2rem 0}h2{font-size:1.1rem;margin:1.4rem 0 .4rem}
    p,li,dd,h1,h2,h3{overflow-wrap:anywhere}h3{font-size:1rem;margin:.9rem 0 .2rem}
    .quiet{color:var(--quiet-text)}a{color:var(--link-text)}
    a:focus-visible,input:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--link-text);outline-offset:1px}
    ul.problems,ul.plain{margin:.2rem 0;padding-left:1.3rem}
    .problems li{margin:.3rem 0}.problems .tag{font-weight:600;padding:0 .35em;border-radius:.2em}
    .critical{background:var(--conflict);color:var(--conflict-text)}
    .warning{background:var(--lacking);color:var(--lacking-text)}
    .notice{background:var(--nobody);color:var(--nobody-text)}
    dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:.1rem .9rem;margin:.2rem 0}
    dl.facts dt{color:var(--quiet-text)}dl.facts dd{margin:0}
    .wide{overflow-x:auto;max-width:100%}
    table{border-collapse:collapse}
    table.list th,table.list td{padding:.15rem .6rem .15rem 0;text-align:left;vertical-align:top}
    table.list td:first-of-type,table.list td.number{white-space:nowrap}\
    table.list th[scope=row]{min-width:13em;max-width:30em;overflow-wrap:anywhere}
    table.list td.number,table.list th.number{text-align:right}
    table.list thead th{border-bottom:1px solid var(--quiet-text)}
    table.matrix{font:11px/1.35 ui-monospace,monospace;border-collapse:separate;border-spacing:1px}
    table.matrix th{font-weight:600;padding:0 .25em;text-align:right;background:var(--page);color:var(--quiet-text);\
    white-space:nowrap}
    table.matrix thead th{position:sticky;top:0;text-align:center}table.matrix tbody th{position:sticky;left:0}
    table.matrix td{min-width:2.3em;padding:0 .2em;text-align:center;white-space:nowrap}
    table.matrix td a{color:inherit}
    .host{background:var(--host);color:var(--host-text)}.guest{background:var(--guest);color:var(--guest-text)}
    .running{background:var(--running);color:var(--running-text)}
    .lacking{background:var(--lacking);color:var(--lacking-text)}
    .free{background:var(--free);color:var(--free-text)}.nobody{background:var(--nobody);color:var(--nobody-text)}
    .unknown{background:var(--unknown);color:var(--unknown-text)}
    .conflict{background:var(--conflict);color:var(--conflict-text)}
    .dim{visibility:hidden}table.matrix td.marked{outline:2px solid var(--page-text);outline-offset:-1px;font-weight:700}
    pre{white-space:pre-wrap;overflow-wrap:anywhere;font:13px/1.4 ui-monospace,monospace;margin:.4rem 0}
    ul.legend{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.2rem 1rem;margin:.3rem 0}
    ul.legend b{font:600 12px ui-monospace,monospace;padding:0 .4em;border-radius:.2em;margin-right:.3em}
    .filter input{font:inherit;max-width:100%;background:var(--page);color:var(--page-text);\
    border:1px solid var(--quiet-text)}.filter input::placeholder{color:var(--quiet-text);opacity:1}
    @media (max-width:700px){pre{white-space:pre;overflow-x:auto}}
    @media (max-width:480px){main{padding:.6rem}body{font-size:14px}table.matrix{font-size:10px}\
    table.matrix td{min-width:1.7em;padding:0}}
    @media print{@page{size:A4;margin:12mm}@page broad{size:A4 landscape}.broad{page:broad}\
    *{print-color-adjust:exact;-webkit-print-color-adjust:exact}\
    body{font-size:9pt}table.matrix{font-size:6.5pt}.filter{display:none}.wide{overflow:visible}\
    table.matrix td{min-width:0}table.matrix thead th{position:static}tr,li{break-inside:avoid}\
    details::details-content{content-visibility:visible;block-size:auto}}

    """
}

/// What a page can do where scripts run: show only what one looks for.
enum PageScript {
  static let text: StaticString = """
    "use strict";
    (() => {
      const box = document.querySelector(".filter");
      if (!box) return;
      box.hidden = false;
      const field = box.querySelector("input"), count = box.querySelector("output");
      const cells = [...document.querySelectorAll("table.matrix td[title]")];
      const rows = [...document.querySelectorAll("tr[data-find]")];
      field.addEventListener("input", () => {
        const words = field.value.toLowerCase().split(/\\s+/).filter(Boolean);
        const fits = text => words.every(word => text.toLowerCase().includes(word));
        let found = 0;
        for (const cell of cells) {
          const shown = fits(cell.title);
          cell.classList.toggle("dim", !shown);
          if (shown) found += 1;
        }
        for (const row of rows) row.hidden = !fits(row.dataset.find);
        count.textContent = words.length ? found + " of " + cells.length + " cells" : "";
      });
    })();

    """
}
