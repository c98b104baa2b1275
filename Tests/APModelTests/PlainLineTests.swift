import APModel
import Testing

@Suite
struct `A line for a person` {
  @Test(arguments: [
    ("plain \u{e9}", "plain \u{e9}"), ("a\nb", #"a\nb"#), ("a\r\nb", #"a\r\nb"#),
    ("\u{1b}[2J", #"\u{1B}[2J"#), ("a\tb", #"a\tb"#), ("\u{2028}\u{9b}", #"\u{2028}\u{009B}"#),
  ])
  func `has no control character in it`(text: String, line: String) {
    #expect(PlainLine.text(text) == line)
  }

  @Test(arguments: [
    ("a\nb\t\u{e9}", "a\nb\t\u{e9}", "a\nb\t\u{e9}"),
    ("\u{1b}[2Jx\n", #"\u{1B}[2Jx"# + "\n", #"\u{1B}[2Jx"# + "\n"),
    ("\u{1b}[1;31mx\u{1b}[0m", #"\u{1B}[1;31mx\u{1B}[0m"#, "\u{1b}[1;31mx\u{1b}[0m"),
    ("x\u{1b}", #"x\u{1B}"#, #"x\u{1B}"#), ("\u{1b}[1", #"\u{1B}[1"#, #"\u{1B}[1"#),
    (
      "\u{9b}2J\u{7f}\u{a0}\u{2028}", #"\u{009B}2J\u{7F}"# + "\u{a0}\u{2028}",
      #"\u{009B}2J\u{7F}"# + "\u{a0}\u{2028}"
    ),
    ("\u{1b}]0;t\u{7}", #"\u{1B}]0;t\u{07}"#, #"\u{1B}]0;t\u{07}"#),
  ])
  func `may stand in a report that sets colours and commands nothing else`(
    text: String, plain: String, coloured: String
  ) {
    #expect(PlainLine.report(text, keepsColour: false) == plain)
    #expect(PlainLine.report(text, keepsColour: true) == coloured)
  }
}
