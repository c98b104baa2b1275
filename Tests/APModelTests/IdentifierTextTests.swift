import APModel
import Testing

@Suite
struct `A typed identifier` {
  @Test(arguments: [("0x47", 71), ("71", 71), ("0", 0), ("0x0", 0), ("0xFF", 255), ("255", 255)])
  func `is hexadecimal with 0x and decimal without`(text: String, number: UInt8) throws {
    let domain: DomainID = try IdentifierText.identifier(text)
    #expect(domain == DomainID(number))
  }

  @Test(arguments: [
    ("0047", "write 0x47 for what lszcrypt prints as 0047, or 47 for the decimal number"),
    ("05", "write 0x05 for what lszcrypt prints as 05, or 5 for the decimal number"),
    ("00", "write 0x00 for what lszcrypt prints as 00, or 0 for the decimal number"),
    ("ab", "write 0xab"), ("00ab", "write 0xab"), ("0X5", "write 0x5"),
    ("0b", "write 0x0b"), ("0b11", "or a hexadecimal one with 0x"), ("0b5", "write 0xb5"),
    ("0o17", "or a hexadecimal one with 0x"), ("0B1", "or a hexadecimal one with 0x"),
    ("abc", "above 255"), ("256", "above 255"), ("0x100", "above 255"),
    ("99999999999999999999", "above 255"),
    ("05.0047", "names a queue"), ("", "domain missing"), ("0x", "is no domain"),
    ("-1", "is no domain"), ("x5", "is no domain"), ("٣", "is no domain"),
  ])
  func `is refused with the spelling to use where people confuse it`(text: String, advice: String) {
    let error = #expect(throws: IdentifierTextError.self) {
      let _: DomainID = try IdentifierText.identifier(text)
    }
    #expect(error?.description.contains(advice) == true)
  }

  @Test(arguments: [
    ("0x04-0x07, 0x47", "0004-0007 0047"), ("4-7,71", "0004-0007 0047"), ("1 2 3", "0001-0003"),
    ("", "none"), ("0x05-0x05", "0005"), ("0-255", "0000-00ff"),
  ])
  func `stands in lists and ranges`(text: String, members: String) throws {
    let set: DomainSet = try IdentifierText.set(text)
    #expect(set.description == members)
    #expect(try IdentifierText.set(set.typed) == set)
  }

  @Test(arguments: ["7-4", "1,,2", "1,", "1--2", "1-2-3", "1-0x300"])
  func `list is refused with a reversed range or a missing member`(text: String) {
    #expect(throws: IdentifierTextError.self) {
      let _: AdapterSet = try IdentifierText.set(text)
    }
  }
}

@Suite
struct `A typed queue` {
  @Test(arguments: [
    ("05.0047", "05.0047"), ("05.47", "05.0047"), ("5.47", "05.0047"), ("05.00AB", "05.00ab"),
    ("0x05.0x47", "05.0047"), ("5.0", "05.0000"),
  ])
  func `is recognised however it is written`(text: String, queue: String) {
    #expect(QueueText.meant(by: text)?.description == queue)
  }

  @Test(arguments: ["", ".", "05.", ".0047", "05.0100", "web.prod", "5.4.7", "05", "+5.47", "5.-1"])
  func `is not found in what can't name one`(text: String) {
    #expect(QueueText.meant(by: text) == nil)
  }
}
