internal import Glibc
public import SystemPackage

/// Reads files to their end.
public enum WholeFile {
  /// As many bytes as no configuration, plan, status or rule has.
  public static let usualLimit = 8 << 20

  /// The bytes of a file.
  ///
  /// A pipe is read to its end, as a shell's `<(...)` needs it; one without a writer is empty.
  ///
  /// - Parameter limit: how many bytes are enough to see that there are too many: of a longer file come more than
  ///   that, and not all.
  /// - Throws: the errno of opening or reading.
  public static func bytes(
    of path: FilePath, limit: Int = usualLimit
  ) throws(Errno) -> [UInt8] {
    do {
      let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .nonBlocking])
      defer { try? file.close() }
      // Only opening must not wait: for a writer that may never come.
      _ = fcntl(file.rawValue, F_SETFL, O_RDONLY)
      return try rest(of: file, limit: limit)
    } catch {
      throw Errno(caught: error)
    }
  }

  /// Everything from a descriptor's place to its end; see `bytes`.
  public static func rest(of file: FileDescriptor, limit: Int) throws(Errno) -> [UInt8] {
    var bytes: [UInt8] = []
    do {
      while bytes.count <= limit {
        let chunk = try [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
          count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
        }
        guard !chunk.isEmpty else { break }
        bytes += chunk
      }
    } catch {
      throw Errno(caught: error)
    }
    return bytes
  }
}

extension Errno {
  /// The errno of a call that throws nothing else.
  public init(caught error: any Error) { self = error as? Errno ?? .ioError }
}
