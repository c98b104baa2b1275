import SystemPackage

/// The files below the hidden directory of a fake host.
struct HostPaths: Sendable {
  /// The name of the hidden directory.
  static let directory = ".apmatrix"

  /// The directory that stands for `/sys`.
  let root: FilePath

  /// The hidden directory.
  var hidden: FilePath { root.appending(Self.directory) }
  /// The file that the lock is on.
  var lock: FilePath { hidden.appending("lock") }
  /// The complete state at the start of the log.
  var snapshot: FilePath { hidden.appending("state") }
  /// A file that is not finished.
  var scratch: FilePath { hidden.appending("scratch") }
  /// The events.
  var events: FilePath { hidden.appending("events") }
  /// The operations since a snapshot.
  func log(_ number: Int) -> FilePath { hidden.appending("log-\(number)") }
}
