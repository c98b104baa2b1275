import PlainJSON
import Testing

@Suite
struct `Plain JSON` {
  @Test(arguments: [
    "null", "true", "[]", "{}", "[1,-2.5e+3,0]", "{\"b\":1,\"a\":[null,{\"c\":\"\\u0001\"}]}",
    "\"a \\\" \\\\ \\n \u{1F600} é\"", "12345678901234567890123",
  ])
  func `is written as it was read`(text: String) throws {
    #expect(JSONWriter.text(try JSONParser.parse(text)) == text)
  }

  @Test func `keeps the order of keys, or sorts them`() throws {
    let value = try JSONParser.parse(" { \"b\" : [ 1 , 2 ] , \"a\" : { } } ")
    #expect(JSONWriter.text(value) == "{\"b\":[1,2],\"a\":{}}")
    #expect(JSONWriter.text(value, sortsKeys: true) == "{\"a\":{},\"b\":[1,2]}")
    #expect(
      JSONWriter.text(value, style: .indented)
        == "{\n  \"b\": [\n    1,\n    2\n  ],\n  \"a\": {}\n}")
  }

  @Test func `undoes every escape`() throws {
    let text = #""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#
    #expect(try JSONParser.parse(text).string == "\"\\/\u{8}\u{c}\n\r\té\u{1F600}")
  }

  @Test(arguments: [
    ("", 1, 1, "a value is missing"), ("[1,]", 1, 4, "not a value"),
    ("{\"a\":1,\n \"a\":2}", 2, 2, "the key a is there twice"),
    ("[1] 2", 1, 5, "text behind the value"), ("01", 1, 2, "text behind the value"),
    ("\"a", 1, 1, "a string without end"), ("\"\n\"", 1, 2, "a control character in a string"),
    ("\"\\x\"", 1, 3, "an unknown escape"), ("\"\\ud800\"", 1, 4, "half a pair"),
    ("{a:1}", 1, 2, "a key is missing"), ("{\"a\" 1}", 1, 6, "a colon is missing"),
    ("-", 1, 2, "a digit is missing"), ("1.", 1, 3, "a digit is missing"),
    ("[1 2]", 1, 4, "a comma or ] is missing"), ("nul", 1, 1, "not a value"),
  ])
  func `is refused with line and column`(text: String, line: Int, column: Int, problem: String) {
    do {
      _ = try JSONParser.parse(text)
      Issue.record("accepted: \(text)")
    } catch let error as JSONError {
      #expect(error.description == "line \(line), column \(column): \(problem)")
    } catch {
      Issue.record(error)
    }
  }

  @Test func `that is nested too deeply ends in an error and not in the stack's end`() {
    let text = String(repeating: "[", count: 100_000)
    #expect(throws: JSONError.self) { try JSONParser.parse(text) }
  }

  @Test func `that is not UTF-8 is refused`() {
    #expect(throws: JSONError.self) { try JSONParser.parse([0x22, 0xff, 0x22]) }
  }
}
