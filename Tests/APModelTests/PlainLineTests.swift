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
}
