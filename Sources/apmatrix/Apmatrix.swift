import ArgumentParser
import Glibc

/// The root of all commands.
@main
struct Apmatrix: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apmatrix",
    abstract: "Show and keep the ownership of an IBM Z host's crypto queues.",
    version: "0.1.0",
    groupedSubcommands: [
      CommandGroup(
        name: "Look",
        subcommands: [
          StatusCommand.self, ExplainCommand.self, DiffCommand.self, FleetCommand.self,
          MonitorCommand.self, HistoryCommand.self, WhatIfCommand.self, DoctorCommand.self,
        ]),
      CommandGroup(
        name: "Declare and Apply",
        subcommands: [
          CheckCommand.self, PlanCommand.self, ApplyCommand.self, AgentCommand.self,
          ReleaseCommand.self, AcknowledgeCommand.self, ImportCommand.self, ExportCommand.self,
        ]),
      CommandGroup(
        name: "Change One Thing",
        subcommands: [
          AssignCommand.self, UnassignCommand.self, GuestCommand.self, MasksCommand.self,
        ]),
      CommandGroup(
        name: "Work Without a Host",
        subcommands: [RecordCommand.self, UnpackCommand.self, FakeCommand.self]),
    ])

  /// Runs the command that the arguments name; its failures are printed as one line.
  static func main() {
    StandardDescriptors.fill()
    // A program always has its own name.
    guard !OwnArguments.all.isEmpty else {
      Terminal.complain("/proc: not mounted; the program's arguments are read from it")
      exit(withError: ExitCode.failure)
    }
    var status = ExitCode.success
    let arguments = Array(OwnArguments.all.dropFirst())
    do {
      // To parse this would take most of its time.
      if arguments == ["--version"] {
        Terminal.write([configuration.version])
      } else if arguments == [LiveUsers.reader] {
        LiveUsers.answerReads()
      } else if arguments == [ProcessService.answerer] {
        ProcessService.answer()
      } else if let word = unknownTopic(arguments) {
        // The parser's own help is then that of the command before it, as if all were well.
        Terminal.complain("help: there is no command '\(word)'; see apmatrix --help")
        status = .validationFailure
      } else {
        var command = try parseAsRoot(arguments)
        try command.run()
      }
    } catch {
      status = tell(error)
    }
    // The argument parser's own way out makes the help's text first, even for a mere status.
    Glibc.exit((Terminal.confirm() ? status : ExitCode.failure).rawValue)
  }

  /// Prints what ended the command: help where it was asked for, else one line.
  private static func tell(_ error: any Error) -> ExitCode {
    if let failure = error as? CommandFailure {
      Terminal.complain(failure.description)
      return .failure
    }
    let status = exitCode(for: error)
    let message = message(for: error)
    // A status alone has none.
    guard !message.isEmpty else { return status }
    if status.isSuccess {
      Terminal.write([fullMessage(for: error)])
    } else {
      let words = OwnArguments.all.dropFirst()
      let (path, command) = command(words)
      let isTold = status != .validationFailure || message.hasPrefix("Unknown option")
      let option = isTold ? nil : UnknownOption(in: words.dropFirst(path.count), of: command)
      Terminal.complain(UsageLine(option?.sentence ?? message, asked: path).text)
    }
    return status
  }

  /// As many of the first words as name a command (`fake guest`), and that command, or what stands for it.
  private static func command(
    _ words: some Sequence<String>
  ) -> (path: [String], command: any ParsableCommand.Type) {
    var path: [String] = []
    var command: any ParsableCommand.Type = self
    for word in words {
      let next = command.configuration.subcommands.first { $0.configuration.commandName == word }
      guard let next else { break }
      path.append(word)
      command = next
    }
    return (path, command.configuration.defaultSubcommand ?? command)
  }

  /// The first word behind `help` that names no command.
  private static func unknownTopic(_ arguments: [String]) -> String? {
    guard arguments.first == "help" else { return nil }
    let topic = arguments.dropFirst().filter { !$0.hasPrefix("-") && $0 != "help" }
    return topic.dropFirst(command(topic).path.count).first
  }
}
