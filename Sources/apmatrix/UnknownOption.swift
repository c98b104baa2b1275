import ArgumentParser
import PlainJSON
import Reconcile

/// An option that its command does not know, which the parser tells only where nothing else is wrong.
///
/// What else is wrong is often its fault: `assign web01 --adaptr 3` names nothing.
struct UnknownOption {
  /// The option, and what it was probably meant to be, as the parser says it.
  let sentence: String

  /// Looks for the first one.
  ///
  /// - Parameters:
  ///   - words: what stands behind the command.
  ///   - command: the command.
  /// - Returns: nil if all are known, or if the command takes any as a value.
  init?(in words: some Sequence<String>, of command: any ParsableCommand.Type) {
    // Behind a group, what stands before its command's name may be anyone's.
    guard command.configuration.subcommands.isEmpty, let known = Self.names(of: command) else {
      return nil
    }
    var isValue = false
    for word in words {
      if word == "--" { return nil }
      guard !isValue else {
        isValue = false
        continue
      }
      let name = word.prefix { $0 != "=" }
      isValue = name.count == word.count && known[word] == true
      guard word.hasPrefix("--"), known[String(name)] == nil else { continue }
      let near = SpellingAdvice.near(String(name), among: known.keys.sorted())
      sentence = "Unknown option '\(name)'" + (near.map { ". Did you mean '\($0)'?" } ?? "")
      return
    }
    return nil
  }

  /// The names of a command's options, each with whether a value follows; nil if a value may be like an option.
  private static func names(of command: any ParsableCommand.Type) -> [String: Bool]? {
    let dump = try? JSONParser.parse(Array(command._dumpHelp().utf8))
    guard let arguments = dump?["command"]?["arguments"]?.array else { return nil }
    var known = ["--help": false, "--help-hidden": false, "--version": false]
    for argument in arguments {
      if argument["parsingStrategy"]?.string == "allUnrecognized" { return nil }
      for name in argument["names"]?.array ?? [] {
        guard let text = name["name"]?.string else { continue }
        let dashes = name["kind"]?.string == "long" ? "--" : "-"
        known[dashes + text] = argument["kind"]?.string == "option"
      }
    }
    return known
  }
}
