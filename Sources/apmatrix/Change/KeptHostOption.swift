import Agent
import ArgumentParser
import Reconcile

/// What a single change does on a host that an agent keeps, where it would be undone within seconds.
struct KeptHostOption: ParsableArguments {
  @Flag(help: "Change the host also where an agent keeps it, and undoes what it does not declare.")
  var anyway = false

  /// Says before a change that an agent keeps the host, and where the change belongs.
  ///
  /// - Parameters:
  ///   - tree: the host.
  ///   - place: what of the agent's configuration to change instead.
  ///   - isDry: whether nothing will be written, so that it is only said.
  ///   - deed: what the agent does about the change.
  /// - Throws: `ExitCode` 1 if an agent enforces its configuration and `--anyway` was not given.
  func check(
    _ tree: TreeOption, instead place: String, isDry: Bool,
    deed: String = "undoes what it does not declare"
  ) throws {
    guard let holder = AgentClaim.holder(at: tree.claimPath), holder.mends else { return }
    let fact = "\(tree.sysfs): kept by \(holder), which \(deed)"
    if anyway {
      Terminal.complain(fact)
      return
    }
    Terminal.complain(
      "\(fact); change \(place) there and reload the agent (\(Self.reload(holder, tree)));"
        + " --anyway changes the host all the same")
    if !isDry { throw ExitCode(1) }
  }

  private static func reload(_ holder: AgentClaimHolder, _ tree: TreeOption) -> String {
    guard !tree.isLive, let pid = holder.pid else { return "systemctl reload apmatrix" }
    return "kill -HUP \(pid)"
  }
}
