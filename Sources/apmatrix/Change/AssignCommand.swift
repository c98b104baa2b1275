import APModel
import ArgumentParser
import Reconcile

/// `apmatrix assign`: gives a guest more, also while it runs.
struct AssignCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "assign",
    abstract: "Give a guest adapters, domains or control domains, also while it runs.",
    discussion: "What the masks reserve for the host is cleared as far as it is needed.")

  @OptionGroup var change: GuestChange

  func run() throws {
    try change.run { members, guest, snapshot throws(SingleChange.Failure) in
      try SingleChange.assign(members, to: guest.uuid, name: guest.name, on: snapshot)
    }
  }
}

/// `apmatrix unassign`: takes something from a guest.
struct UnassignCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unassign",
    abstract: "Take adapters, domains or control domains from a guest.",
    discussion: "A running guest loses queues only with --allow-disruption.")

  @OptionGroup var change: GuestChange

  func run() throws {
    try change.run { members, guest, snapshot throws(SingleChange.Failure) in
      try SingleChange.unassign(members, from: guest.uuid, name: guest.name, on: snapshot)
    }
  }
}

/// A change of what one guest holds, as the user writes it and as it is carried out.
struct GuestChange: ParsableArguments {
  /// What the guest should be, from the named members, the guest and the host.
  typealias TargetMaker = (
    Matrix, (uuid: String, name: String), HostSnapshot
  ) throws(SingleChange.Failure) -> Target

  @Argument(help: "The guest: its name, its uuid, or the beginning of that.")
  var guest: String

  @OptionGroup var members: MemberOptions
  @OptionGroup var changes: ChangeOptions
  @OptionGroup var kept: KeptHostOption
  @OptionGroup var config: ConfigOption
  @OptionGroup var tree: TreeOption

  func validate() throws { try members.expectMembers() }

  /// Finds the guest, plans, shows, asks and carries out.
  func run(_ make: TargetMaker) throws {
    let change = try HostChange(tree, changes)
    let snapshot = try change.snapshot()
    let declared = try config.names()
    let found = try GuestReference(snapshot, declared).resolve(guest)
    let members = try members.matrix()
    try change.run(from: snapshot) {
      try kept.check(tree, instead: "what \(found.name) gets", isDry: changes.dryRun)
    } _: { snapshot in
      do throws(SingleChange.Failure) {
        var target = try make(members, found, snapshot)
        target.names = declared?.names ?? [:]
        return target
      } catch {
        throw CommandFailure(error)
      }
    }
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
