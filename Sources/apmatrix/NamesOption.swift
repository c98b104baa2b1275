import ArgumentParser
import Reconcile
import SystemPackage

/// Which configuration says what guests are called, and which of them should be there.
struct NamesOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The configuration that declares the guests; on the live host \(ConfigurationFile.standardPath) "
        + "if it is left out.", valueName: "file"))
  var config: String?

  /// The configuration in force.
  ///
  /// - Returns: nil where nobody has declared the host; another host's recording is not the one that
  ///   this machine's file is about.
  func configuration(for tree: TreeOption) throws -> Configuration? {
    var option = ConfigOption()
    option.config = config
    guard config == nil else { return try option.names() }
    return tree.isLive ? try option.names() : nil
  }
}
