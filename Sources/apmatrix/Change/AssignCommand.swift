import APModel
import ArgumentParser
import Reconcile

/// `apmatrix assign`: gives a guest more, also while it runs.
struct AssignCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "assign",
    abstract: "Give a guest adapters, domains or control domains, also while it runs.",
    discussion: "What the masks reserve for the host is cleared as far as it is needed.")

  @Argument(help: "The guest: its uuid, eight characters of it, or its name.")
  var guest: String

  @OptionGroup var members: MemberOptions
  @OptionGroup var changes: ChangeOptions
  @OptionGroup var config: ConfigOption
  @OptionGroup var tree: TreeOption

  func validate() throws { try members.expectMembers() }

  func run() throws {
    let change = try HostChange(tree, changes)
    let snapshot = try change.snapshot()
    let found = try GuestReference(snapshot, config.names()).resolve(guest)
    let target: Target
    let members = try members.matrix()
    do throws(SingleChange.Failure) {
      target = try SingleChange.assign(
        members, to: found.uuid, name: found.name, on: snapshot)
    } catch {
      throw CommandFailure(error)
    }
    try change.run(target, from: snapshot)
  }
}

extension GuestReference {
  /// The guest that the user means, or the one line that says why there is none.
  func resolve(_ text: String) throws(CommandFailure) -> (uuid: String, name: String) {
    do throws(Failure) {
      return try find(text)
    } catch {
      throw CommandFailure(error)
    }
  }
}
