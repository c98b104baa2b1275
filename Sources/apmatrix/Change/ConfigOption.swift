import APModel
import ArgumentParser
import Reconcile
import SystemPackage

/// Where the configuration is.
struct ConfigOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The configuration; \(ConfigurationFile.standardPath) if it is left out.", valueName: "file"),
    completion: .file())
  var config: String?

  /// Reads the configuration; everything that is wrong in it is printed, a line each.
  ///
  /// - Throws: `CommandFailure` if there is no such file, `ExitCode` if it has errors.
  func load() throws -> Configuration {
    let reading = try read()
    for problem in reading.problems { Terminal.complain(problem.description) }
    guard let configuration = reading.configuration else { throw ExitCode(1) }
    Terminal.warn(InputTrust.doubts(about: path))
    return configuration
  }

  /// The configuration only for the names in it: one that was asked for must be there and right.
  func declaration() throws -> Declaration {
    guard config != nil else {
      return Declaration(path, Result { () throws(Errno) in try ConfigurationFile.load(path) })
    }
    let reading = try read()
    for error in reading.errors { Terminal.complain(error.description) }
    guard let configuration = reading.configuration else { throw ExitCode(1) }
    return Declaration(configuration)
  }

  /// The configuration only for the names in it, where nothing else is concluded from it.
  func names() throws -> Configuration? {
    let declaration = try declaration()
    Terminal.warn([declaration.problem?.description].compactMap(\.self))
    return declaration.configuration
  }

  private var path: FilePath { config.map { FilePath($0) } ?? ConfigurationFile.standardPath }

  private func read() throws(CommandFailure) -> ConfigurationReading {
    do throws(Errno) {
      return try ConfigurationFile.load(path)
    } catch {
      throw CommandFailure(ConfigurationFile.refusal(path, error))
    }
  }
}
