import Glibc
import SystemPackage

/// Reads and writes ordinary files at once.
enum WholeFile {
  /// The bytes of a file.
  static func bytes(of path: FilePath, limit: Int) throws(ArchiveError) -> [UInt8] {
    do {
      let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .nonBlocking])
      defer { try? file.close() }
      // Only opening must not wait: for a pipe's writer that may never come.
      _ = fcntl(file.rawValue, F_SETFL, O_RDONLY)
      // A size that is not known, or wrong, costs time only.
      let size = (try? file.seek(offset: 0, from: .end)) ?? 0
      _ = try? file.seek(offset: 0, from: .start)
      guard size <= limit else { throw ArchiveError.tooLarge(limit: limit) }
      var bytes: [UInt8] = []
      bytes.reserveCapacity(Int(size))
      while bytes.count <= limit {
        let chunk = try withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) {
          let count = try file.read(into: $0)
          return [UInt8]($0[..<count])
        }
        if chunk.isEmpty { return bytes }
        bytes += chunk
      }
    } catch let error as ArchiveError {
      throw error
    } catch {
      throw .unreadable(error as? Errno ?? .ioError)
    }
    throw .tooLarge(limit: limit)
  }
}
