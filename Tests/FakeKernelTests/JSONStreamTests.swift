import PlainJSON
import Testing

@Suite
struct `JSON in pieces` {
  @Test func `escapes every byte so that a reader gets it back`() throws {
    let ascii = String((0..<128).map { Character(Unicode.Scalar(UInt8($0))) })
    let text = ascii + "é\u{80}\u{9f}\u{a0}\u{1F600}\u{2028}"
    var stream = JSONStream()
    text.write(to: &stream)
    #expect(try JSONParser.parse(stream.bytes).string == text)
    let written = String(decoding: stream.bytes, as: UTF8.self)
    #expect(written.hasPrefix(#""\u0000\u0001"#))
    #expect(written.contains(#"\b\t\n\u000b\f\r\u000e"#))
    #expect(written.contains(##"~\u007fé\u0080\u009f\##u{a0}"##))
    #expect(written.contains(#" !\"\#u{23}$%"#))
  }

  @Test func `separates members and elements, and leaves out what is nil`() throws {
    var stream = JSONStream()
    let none: Int? = nil
    stream.object {
      $0.member("a", none)
      $0.member("b", [UInt8](arrayLiteral: 1, 2))
      $0.member("c", none)
      $0.member("d", true)
      $0.member("e", [[String]](arrayLiteral: [], ["x"]))
      $0.member("f", -7)
    }
    let text = String(decoding: stream.bytes, as: UTF8.self)
    #expect(text == #"{"b":[1,2],"d":true,"e":[[],["x"]],"f":-7}"#)
  }

  @Test func `lays a plan out as it always was`() throws {
    let value = try JSONParser.parse(#"{"a":[],"b":{"c":[1]},"d":{}}"#)
    #expect(
      JSONWriter.text(value, style: .airy)
        == "{\n  \"a\" : [\n\n  ],\n  \"b\" : {\n    \"c\" : [\n      1\n    ]\n  },\n"
        + "  \"d\" : {\n\n  }\n}")
  }
}
