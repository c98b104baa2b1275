import APModel
import CLinux
import Testing

/// SHA-256 by each library that can make it.
@Suite
struct `A digest` {
  /// The examples of FIPS 180-4, and of nothing.
  private static let examples = [
    "": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "abc": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq":
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  ]

  @Test(arguments: examples)
  func `is the standard's, whichever library makes it`(text: String, digits: String) {
    let bytes = Array(text.utf8)
    var made = 0
    for library in 0..<clinux_sha256_libraries {
      var digest = [UInt8](repeating: 0, count: 32)
      guard clinux_sha256_by(library, bytes, bytes.count, &digest) == 0 else { continue }
      #expect(Hex.text(digest) == digits)
      made += 1
    }
    #expect(made > 0, "no library is there")
  }
}
