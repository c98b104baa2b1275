import ArgumentParser
import SystemPackage

/// Whether a file that is there already may be lost.
struct ReplaceOption: ParsableArguments {
  @Flag(help: "Replace the file if it is there already.")
  var force = false

  /// Refuses to lose a file; an empty one, as `mktemp` makes it, is nothing to lose.
  ///
  /// - Throws: a line with what to do instead.
  func check(_ path: String) throws(CommandFailure) {
    guard !force, path != OutputFile.standardOutput, let status = try? Stat(FilePath(path)),
      status.type == .regular, status.size > 0
    else { return }
    throw CommandFailure(
      path, "is there already; name another file, or write --force to replace it")
  }
}
