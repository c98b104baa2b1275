import SystemPackage
import Testing

@testable import FakeKernel

@Suite
struct `A number that is written to an attribute` {
  /// `sscanf` takes what it can and does not look at the rest.
  @Test(
    arguments: [
      ("5\n", 5), (" 5x", 5), ("-3\n", -3), ("+5", nil), ("", nil), ("x", nil), ("0x10", 0),
      ("4294967297", 1), ("99999999999999999999", 1_661_992_959),
    ] as [(String, Int32?)])
  func `is read as %d reads it`(text: String, value: Int32?) {
    #expect(ScannedNumber.decimal(Array(text.utf8)) == value)
  }

  @Test(
    arguments: [
      ("0x47\n", 0x47), ("010", 8), ("08", 0), ("12", 12), ("0x", 0), ("-0x1", -1), ("g", nil),
    ] as [(String, Int32?)])
  func `is read as %i reads it`(text: String, value: Int32?) {
    #expect(ScannedNumber.integer(Array(text.utf8)) == value)
  }

  /// The kernel's masks count modulo 2 to the 64th, so a huge number can name a small bit.
  @Test func `wraps around in a relative mask`() {
    var kernel = FakeKernel.booted(.linux7_1, hardware: RandomOperations.hardware)
    let write = { (text: String) in
      kernel.apply(.write(path: "bus/ap/apmask", data: Array(text.utf8))).errno
    }
    #expect(write("-18446744073709551621") == nil)
    #expect(write("-18446744073709551615") == .invalidArgument)
    let mask = (try? kernel.read("bus/ap/apmask")).map { String(decoding: $0, as: UTF8.self) }
    #expect(mask == "0xfb" + String(repeating: "f", count: 62) + "\n")
  }

  /// One write is one page at most; what is behind a NUL counts as taken, and is not looked at.
  @Test func `is cut at the page and at a NUL`() {
    var kernel = FakeKernel.booted(.linux7_1, hardware: RandomOperations.hardware)
    let long = [UInt8](repeating: UInt8(ascii: ","), count: 5_000)
    let write = { (data: [UInt8]) in
      kernel.apply(.write(path: "bus/ap/apmask", data: data)).outcome
    }
    #expect(write(Array("-5".utf8) + long) == .success(written: 4096))
    #expect(write(Array("-6\0rubbish".utf8)) == .success(written: 10))
    #expect(write([]) == .success(written: 0))
  }
}
