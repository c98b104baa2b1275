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
