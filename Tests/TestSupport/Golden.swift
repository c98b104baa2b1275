import Glibc
public import SystemPackage
public import Testing

/// Compares text with a file beside the test.
///
/// With `APMATRIX_RECORD=1` the file is written anew, and the test fails: a new expectation never
/// passes unread.
public enum Golden {
  /// Whether this run records.
  public static var isRecording: Bool {
    getenv("APMATRIX_RECORD").map { String(cString: $0) } == "1"
  }

  /// Expects the text to equal the file.
  ///
  /// - Parameters:
  ///   - text: what the program says now.
  ///   - file: the golden file.
  public static func expect(
    _ text: String, equals file: FilePath, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let recorded = try? TextFile.text(file)
    guard recorded != text else { return }
    if isRecording {
      try TextFile.write(text, to: file)
      Issue.record(
        "recorded \(file); read it, then run without APMATRIX_RECORD",
        sourceLocation: sourceLocation)
    } else {
      Issue.record(
        "\(file) differs: \(difference(recorded ?? "", text))",
        sourceLocation: sourceLocation)
    }
  }

  /// The first line that differs, as it was recorded and as it is now.
  private static func difference(_ recorded: String, _ text: String) -> String {
    let old = recorded.split(separator: "\n", omittingEmptySubsequences: false)
    let new = text.split(separator: "\n", omittingEmptySubsequences: false)
    let line = zip(old, new).prefix { $0 == $1 }.count
    let before = line < old.count ? old[line] : "(end)"
    let after = line < new.count ? new[line] : "(end)"
    return "line \(line + 1)\n  recorded: \(before)\n  now:      \(after)"
  }
}
