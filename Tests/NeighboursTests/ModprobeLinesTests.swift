import Testing

@testable import Neighbours

@Suite
struct `The lines of modprobe's files` {
  @Test(arguments: [
    ("", []), ("\n\n", []), ("options ap x=1", ["options ap x=1"]),
    ("options ap \\\n x=1 \\\n y=2\nblacklist b\n", ["options ap x=1 y=2", "blacklist b"]),
    // Nothing is put between what a backslash joins.
    ("blacklist vfio\\\n_ap\n", ["blacklist vfio_ap"]),
    ("options ap \\\n\noptions b x=1\n", ["options ap", "options b x=1"]),
    ("# a comment \\\noptions ap x=1\noptions b\n", ["options b"]),
    ("options ap x=1 \\", ["options ap x=1"]),
  ])
  func `are those that kmod reads`(text: String, lines: [String]) {
    #expect(ModprobeLines.words(in: text).map { $0.joined(separator: " ") } == lines)
  }
}
