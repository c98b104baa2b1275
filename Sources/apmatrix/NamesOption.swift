import APModel
import ArgumentParser
import Reconcile
import SystemPackage

/// Which configuration says what guests are called, and which of them should be there.
struct NamesOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The configuration that declares the guests; on the live host \(ConfigurationFile.standardPath) "
        + "if it is left out.", valueName: "file"), completion: .file())
  var config: String?

  /// The configuration in force; none where nobody has declared the host.
  ///
  /// Another host's recording is not the one that this machine's file is about.
  func declaration(for tree: TreeOption) throws -> Declaration {
    var option = ConfigOption()
    option.config = config
    guard config != nil || tree.isLive else { return Declaration() }
    return try option.declaration()
  }
}

/// What a configuration says of guests, for commands that change nothing by it.
struct Declaration {
  /// The configuration; nil where there is none, or where it can't be used.
  var configuration: Configuration?
  /// Why a file that is there can't be used, as something else that could not be read.
  var problem: ReadProblem?

  /// What was read of a file that nobody named, or the errno of that.
  ///
  /// Only where there is no such file has nobody declared guests.
  init(_ path: FilePath, _ reading: Result<ConfigurationReading, Errno>) {
    switch reading {
    case .failure(.noSuchFileOrDirectory): return
    case .failure(let errno):
      problem = Self.problem(path, ConfigurationFile.refusal(errno))
    case .success(let reading):
      configuration = reading.configuration
      guard configuration == nil, let error = reading.errors.first else { return }
      let (place, more) = (error.position, reading.errors.count - 1)
      problem = Self.problem(
        path,
        "line \(place.line), column \(place.column): \(error.message)"
          + (more == 0 ? "" : "; apmatrix check shows \(more) more"))
    }
  }

  /// A configuration that was asked for, and is right.
  init(_ configuration: Configuration? = nil) { self.configuration = configuration }

  private static func problem(_ path: FilePath, _ fact: String) -> ReadProblem {
    ReadProblem(path: path.string, reason: fact + "; guests that it declares are not looked for")
  }
}
