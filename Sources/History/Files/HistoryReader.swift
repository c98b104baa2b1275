public import Sysfs
public import SystemPackage

/// Reads the files of a history.
public struct HistoryReader {
  /// One line of a file.
  public struct Line {
    /// Its bytes without the newline.
    public let bytes: ArraySlice<UInt8>
    /// The file.
    public let file: HistoryFile
    /// Its number in the file, from 1.
    public let number: Int
    /// Whether it ended with a newline; one without was never finished.
    public let isWhole: Bool
  }

  /// Where they are.
  public let path: FilePath
  let directory: PrivateDirectory

  /// Opens the directory.
  public init(_ path: FilePath) throws(PrivateDirectory.Failure) {
    self.path = path
    directory = try PrivateDirectory(path, makes: false)
  }

  /// The files, oldest first.
  public func files() throws(Errno) -> [HistoryFile] {
    try directory.names().compactMap { HistoryFile(name: $0) }.sorted()
  }

  /// Gives each line of some files, in their order.
  ///
  /// - Parameter body: says whether it wants more.
  public func lines(of files: [HistoryFile], _ body: (Line) -> Bool) throws(Errno) {
    for name in files {
      let file = try directory.read("\(name)")
      defer { try? file.close() }
      var reader = LineReader(file)
      var number = 0
      while let (bytes, isWhole) = try reader.next() {
        number += 1
        guard body(Line(bytes: bytes, file: name, number: number, isWhole: isWhole)) else { return }
      }
    }
  }

  /// Gives each entry, in order; a line that is none is left out, `HistoryCheck` tells of it.
  public func entries(
    of files: [HistoryFile], where isWanted: (ArraySlice<UInt8>) -> Bool = { _ in true },
    _ body: (HistoryEntry, Line) -> Void
  ) throws(Errno) {
    try lines(of: files) { line in
      guard line.isWhole, isWanted(line.bytes),
        let entry = HistoryEntry(line: line.bytes)
      else { return true }
      body(entry, line)
      return true
    }
  }
}
