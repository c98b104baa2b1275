import SystemPackage

/// Reads and writes ordinary files at once.
enum WholeFile {
  /// The bytes of a file.
  static func bytes(of path: FilePath, limit: Int) throws(ArchiveError) -> [UInt8] {
    do {
      let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
      defer { try? file.close() }
      var bytes: [UInt8] = []
      let chunk = 1 << 18
      while bytes.count <= limit {
        let count = bytes.count
        bytes.reserveCapacity(count + chunk)
        let next = try [UInt8](unsafeUninitializedCapacity: chunk) { buffer, filled in
          filled = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
        }
        if next.isEmpty { return bytes }
        bytes += next
      }
    } catch {
      throw .unreadable(error as? Errno ?? .ioError)
    }
    throw .tooLarge(limit: limit)
  }
}
