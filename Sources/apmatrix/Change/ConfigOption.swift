import ArgumentParser
import Reconcile
import SystemPackage

/// Where the configuration is.
struct ConfigOption: ParsableArguments {
  @Option(help: ArgumentHelp("The configuration.", valueName: "file"))
  var config = ConfigurationFile.standardPath.string

  /// Reads the configuration; everything that is wrong in it is printed, a line each.
  ///
  /// - Throws: `CommandFailure` if there is no such file, `ExitCode` if it has errors.
  func load() throws -> Configuration {
    let reading: ConfigurationReading
    do throws(Errno) {
      reading = try ConfigurationFile.load(FilePath(config))
    } catch {
      throw CommandFailure(config, "\(error); write one, or see apmatrix import")
    }
    for problem in reading.problems { Terminal.complain(problem.description) }
    guard let configuration = reading.configuration else { throw ExitCode(1) }
    return configuration
  }

  /// The configuration where there is one, only for the names in it.
  func names() -> Configuration? {
    (try? ConfigurationFile.load(FilePath(config)))?.configuration
  }
}
