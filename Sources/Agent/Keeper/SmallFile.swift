internal import SystemPackage

/// Reads whole files of a size that a person writes.
enum SmallFile {
  private static let limit = 16 << 20

  /// The bytes of a file.
  ///
  /// - Throws: the errno of the call that failed; EFBIG beyond 16 MiB.
  static func bytes(_ path: FilePath) throws(Errno) -> [UInt8] {
    do {
      let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec])
      defer { try? file.close() }
      var bytes: [UInt8] = []
      while bytes.count <= limit {
        let chunk = try [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
          count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
        }
        guard !chunk.isEmpty else { return bytes }
        bytes += chunk
      }
    } catch {
      throw error as? Errno ?? .ioError
    }
    throw .fileTooLarge
  }
}
