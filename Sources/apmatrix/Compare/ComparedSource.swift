import APHost
import APModel
import Compare
import Sysfs
import SystemPackage

/// One side of a comparison as it is named: a tree of any kind, or a file with a status in JSON.
struct ComparedSource {
  /// More than a status of 256 adapters and 256 domains has.
  private static let largestStatus = 64 << 20

  private let path: String
  private let names: Declaration
  private let insists: Bool

  /// - Parameters:
  ///   - names: the configuration that names guests.
  ///   - insists: whether `matrix` is read also where an old kernel could overrun its buffer.
  init(_ path: String, names: Declaration, insists: Bool) {
    self.path = path
    self.names = names
    self.insists = insists
  }

  /// Reads the host, as deeply as it can be.
  ///
  /// - Parameter complains: whether what could not be read is told on standard error, line by line.
  func host(complains: Bool = true) throws -> ComparedHost {
    var tree = TreeOption()
    tree.sysfs = path
    let host =
      try status()
      ?? ComparedHost(HostInspection(tree, insists: insists, names: names).snapshot(.full))
    if complains { for line in host.snapshot.unreadLines { Terminal.complain(line) } }
    return host
  }

  /// The host of a file that holds a status; nil if the path is anything else.
  private func status() throws -> ComparedHost? {
    guard let type = try? Stat(FilePath(path)).type, type != .directory else { return nil }
    let bytes: [UInt8]
    do throws(Errno) {
      if type == .regular, try FileKind.of(FilePath(path)) != .json { return nil }
      bytes = try PipedFile.bytes(of: FilePath(path), limit: Self.largestStatus)
    } catch {
      throw CommandFailure(path, error)
    }
    guard FileKind.isJSON(bytes) else { return nil }
    guard bytes.count <= Self.largestStatus else {
      throw CommandFailure(path, "longer than \(Self.largestStatus) bytes, which no status is")
    }
    do {
      return try StatusReader.host(bytes)
    } catch {
      throw CommandFailure(path, "\(error)")
    }
  }
}
