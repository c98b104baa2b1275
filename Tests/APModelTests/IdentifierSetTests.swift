import APModel
import Testing

@Suite
struct `A set of identifiers` {
  @Test(arguments: [
    (0, "0x8000000000000000000000000000000000000000000000000000000000000000"),
    (5, "0x0400000000000000000000000000000000000000000000000000000000000000"),
    (255, "0x0000000000000000000000000000000000000000000000000000000000000001"),
  ])
  func `has bit 0 leftmost, as the kernel prints masks`(number: UInt8, text: String) {
    let set: AdapterSet = [AdapterID(number)]
    #expect(set.hexadecimal == text)
    #expect(AdapterSet(hexadecimal: text) == set)
  }

  @Test func `walks every member once, ascending, whatever the mask`() {
    for step in 1...255 {
      let numbers = stride(from: 0, through: 255, by: step).map { UInt8($0) }
      let set = DomainSet(numbers.reversed().map(DomainID.init))
      #expect(set.map(\.number) == numbers)
      #expect(set.count == numbers.count)
      #expect(DomainSet(hexadecimal: set.hexadecimal) == set)
    }
  }

  @Test func `folds neighbours into ranges`() {
    let set = AdapterSet([1, 2, 4, 8, 9, 10, 255].map(AdapterID.init))
    #expect(set.description == "01 02 04 08-0a ff")
    #expect(AdapterSet().description == "none")
  }
}
