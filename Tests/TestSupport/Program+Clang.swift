import Glibc
import SystemPackage

extension Program {
  /// The compiler that comes with Swift; nil where it is not on PATH.
  public static let clang: Program? = {
    let path = getenv("PATH").map { String(cString: $0) } ?? ""
    let places = path.split(separator: ":").map { FilePath(String($0)).appending("clang") }
    return places.first { access($0.string, X_OK) == 0 }.map { Program($0) }
  }()
}
