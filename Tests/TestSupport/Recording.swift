import Synchronization
public import Sysfs
public import SystemPackage

/// One recorded tree of a real kernel below `Testdata/recordings`.
public struct Recording: Sendable, CustomStringConvertible {
  /// The kernel's folder: `7.1.8`.
  public let kernel: String
  /// The file's name without its extension: `b-03-configured`.
  public let name: String

  /// The archive.
  public var file: FilePath {
    Repository.recordings.appending(kernel).appending(name + ".sysfs")
  }

  /// The folder and the name: `7.1.8/b-03-configured`.
  public var description: String { "\(kernel)/\(name)" }

  /// The recorded tree; each file is parsed once for all tests.
  public var tree: ArchiveTree {
    get throws {
      try Self.parsed.withLock { parsed in
        if let tree = parsed[description] { return tree }
        let archive = try Archive(parsing: try TextFile.bytes(file))
        let tree = ArchiveTree(archive, origin: description)
        parsed[description] = tree
        return tree
      }
    }
  }

  private static let parsed = Mutex<[String: ArchiveTree]>([:])

  /// All recordings, ordered.
  public static let all: [Recording] = TextFile.names(Repository.recordings).flatMap { kernel in
    TextFile.names(Repository.recordings.appending(kernel)).filter { $0.hasSuffix(".sysfs") }.map {
      Recording(kernel: kernel, name: String($0.dropLast(".sysfs".count)))
    }
  }

  /// The recording of a description.
  public static func named(_ description: String) throws -> Recording {
    struct Missing: Error { let description: String }
    guard let found = all.first(where: { $0.description == description }) else {
      throw Missing(description: description)
    }
    return found
  }
}
