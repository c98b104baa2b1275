import Synchronization
public import Sysfs
public import SystemPackage
public import Testing

/// One archive under Testdata/recordings.
public struct RecordedHost: Hashable, Sendable, CustomTestStringConvertible {
  /// The kernel and the archive's name: `7.1.8/b-03-configured`.
  public let name: String

  /// Names a recording.
  public init(_ name: String) { self.name = name }

  /// All recordings, ordered.
  public static let all: [RecordedHost] = TextFile.names(Repository.recordings).flatMap { kernel in
    TextFile.names(Repository.recordings.appending(kernel)).map {
      RecordedHost("\(kernel)/\($0.split(separator: ".sysfs")[0])")
    }
  }

  /// Those that the program itself recorded on running kernels.
  public static let live = all.filter {
    ["6.1.190", "6.12.117", "7.2.13", "stock-7.2.13"].contains($0.kernel)
  }

  /// Those of a few queues, for tests that touch every object.
  public static let small = all.filter { !$0.name.contains("large") }

  /// The archive's file.
  public var path: FilePath { Repository.recordings.appending("\(name).sysfs") }

  /// The kernel's directory: `6.1.176`, `stock-7.2.13`.
  public var kernel: String { String(name.split(separator: "/")[0]) }

  /// The archive, parsed.
  public func archive() throws -> Archive { try Archive(parsing: TextFile.bytes(path)) }

  /// The recorded tree, its origin the recording's name; each file is parsed once for all tests.
  public func tree() throws -> ArchiveTree {
    try Self.parsed.withLock { parsed in
      if let tree = parsed[name] { return tree }
      let tree = ArchiveTree(try archive(), origin: name)
      parsed[name] = tree
      return tree
    }
  }

  private static let parsed = Mutex<[String: ArchiveTree]>([:])

  /// The name, in test reports.
  public var testDescription: String { name }
}
