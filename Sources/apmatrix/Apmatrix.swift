import ArgumentParser

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
        subcommands: [StatusCommand.self, ExplainCommand.self, MonitorCommand.self]),
      CommandGroup(
        name: "Declare and Apply",
        subcommands: [
          CheckCommand.self, PlanCommand.self, ApplyCommand.self, AgentCommand.self,
          ImportCommand.self, ExportCommand.self,
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
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let failure as CommandFailure {
      Terminal.complain(failure.description)
      exit(withError: ExitCode.failure)
    } catch {
      exit(withError: error)
    }
  }
}
