internal import Sysfs
public import SystemPackage

/// The configuration as a file.
public enum ConfigurationFile {
  /// Where the configuration is looked for unless the user says otherwise.
  public static let standardPath: FilePath = "/etc/apmatrix/apmatrix.yaml"

  /// Reads and checks a file.
  ///
  /// - Throws: the errno of opening or reading; what is wrong in the text is in the result.
  public static func load(_ path: FilePath) throws(Errno) -> ConfigurationReading {
    ConfigurationChecker.read(try WholeFile.bytes(of: path), file: path.string)
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
}
