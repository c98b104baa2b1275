import SystemPackage
import TestSupport
import Testing

/// The rows of `Testdata/mdevctl-definitions.md`.
struct DefinitionTable {
  /// One definition with what is made of it.
  struct Row: Sendable, CustomTestStringConvertible {
    /// The text of the file.
    let text: String
    /// `auto`, `manual`, `hidden`, or the error with which mdevctl lists nothing.
    let mdevctl: String
    /// The adapters and domains that import has; `-` without a guest.
    let imported: String
    /// What import says, a line each, without the path in front.
    let complaints: [String]

    var testDescription: String { text }
  }

  static let rows: [Row] = {
    let path = Repository.root.appending("Testdata/mdevctl-definitions.md")
    let lines = (try? TextFile.text(path))?.split(separator: "\n") ?? []
    return lines.filter { $0.hasPrefix("| `") }.map(row)
  }()

  private static func row(_ line: Substring) -> Row {
    var cells = line.split(separator: "|", omittingEmptySubsequences: false).map(trimmed)
    cells.removeFirst()
    let text = cells[0].dropFirst().dropLast()
      .replacing("{T,", with: "{\"mdev_type\":\"vfio_ap-passthrough\",")
      .replacing(",S", with: ",\"start\":\"auto\"")
      .replacing("{S,", with: "{\"start\":\"auto\",")
    let complaints = cells[3].isEmpty ? [] : cells[3].split(separator: " / ").map(String.init)
    return Row(text: String(text), mdevctl: cells[1], imported: cells[2], complaints: complaints)
  }

  private static func trimmed(_ cell: Substring) -> String {
    String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
