import APModel
import Testing

/// Every command that takes a guest understands the same.
@Suite
struct `The text that means a guest` {
  private static let guests = [
    (uuid: "62177883-f1bb-47f0-914d-32a22e3a8804", names: ["web01", "linux-1"]),
    (uuid: "6c177883-f1bb-47f0-914d-32a22e3a8804", names: ["62"]),
    (uuid: "cef03c3c-903d-4ecc-9a83-40694cb8aee4", names: []),
  ]

  @Test(arguments: [
    ("web01", [0]), ("linux-1", [0]), ("62177883-f1bb-47f0-914d-32a22e3a8804", [0]),
    ("62177883-F1BB-47F0-914D-32A22E3A8804", [0]), ("621", [0]), ("6", [0, 1]), ("C", [2]),
    ("cef03c3c", [2]),
    // A name goes before the beginning of somebody else's uuid.
    ("62", [1]), ("WEB01", []), ("f1bb", []), ("", []),
  ])
  func `is a name, a uuid, or the beginning of one`(text: String, expected: [Int]) {
    let found = GuestSearch.find(text, among: Self.guests, declared: []) { $0 }
    #expect(found.map(\.uuid) == expected.map { Self.guests[$0].uuid })
  }

  /// `cef0` and `web01` are declared; only the latter has an mdev.
  @Test(arguments: [("cef0", []), ("cef", [2]), ("web01", [0])])
  func `is never another guest than the declared one`(text: String, expected: [Int]) {
    let found = GuestSearch.find(text, among: Self.guests, declared: ["cef0", "web01"]) { $0 }
    #expect(found.map(\.uuid) == expected.map { Self.guests[$0].uuid })
  }
}
