import Glibc
public import SystemPackage

/// The configuration as a file.
public enum ConfigurationFile {
  /// Where the configuration is looked for unless the user says otherwise.
  public static let standardPath: FilePath = "/etc/apmatrix/apmatrix.yaml"

  /// Reads and checks a file.
  ///
  /// - Throws: the errno of opening or reading; what is wrong in the text is in the result.
  public static func load(_ path: FilePath) throws(Errno) -> ConfigurationReading {
    ConfigurationChecker.read(try contents(path), file: path.string)
  }

  /// Why a file could not be read, and what to do: `PATH: FACT; ADVICE`.
  public static func refusal(_ path: FilePath, _ errno: Errno) -> String {
    "\(path): \(refusal(errno))"
  }

  /// The same without the path: `FACT; ADVICE`.
  public static func refusal(_ errno: Errno) -> String {
    let advice: String? =
      switch errno {
      case .noSuchFileOrDirectory: "write one, or see apmatrix import"
      case .permissionDenied, .notPermitted: "run as root, or let your user read it"
      case .isDirectory: "name the file in it"
      default: nil
      }
    return (["\(errno)"] + [advice].compactMap(\.self)).joined(separator: "; ")
  }

  /// The bytes of a file.
  ///
  /// A pipe is read to its end, as a shell's `<(...)` needs it; one without a writer is empty.
  ///
  /// - Parameter limit: how many bytes are enough to see that there are too many; nil for as many as no
  ///   configuration has.
  /// - Throws: the errno of opening or reading.
  public static func contents(
    _ path: FilePath, limit: Int? = nil
  ) throws(Errno) -> [UInt8] {
    do {
      let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .nonBlocking])
      defer { try? file.close() }
      // Only opening must not wait: for a writer that may never come.
      _ = fcntl(file.rawValue, F_SETFL, O_RDONLY)
      var bytes: [UInt8] = []
      let enough = limit ?? YAMLParser.maximumSize
      while bytes.count <= enough {
        let chunk = try [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
          count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
        }
        guard !chunk.isEmpty else { break }
        bytes += chunk
      }
      return bytes
    } catch {
      throw error as? Errno ?? .ioError
    }
  }
}
