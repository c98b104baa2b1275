import ArgumentParser

/// How far a command that changes the host may go.
struct ChangeOptions: ParsableArguments {
  @Flag(help: "Show the plan and change nothing.")
  var dryRun = false

  @Flag(help: "Don't ask; a single change asks only where somebody loses something, apply always.")
  var yes = false

  @Flag(help: "Take queues from running guests, and from a host that uses them, where planned.")
  var allowDisruption = false

  @Flag(help: "Read matrix also where an old kernel could overrun its buffer and stop.")
  var insist = false

  @Flag(help: "Don't play the plan on a twin of the host first.")
  var noRehearsal = false

  /// Whether exactly the plan that was shown is done, and none for hardware that changes under it.
  var isFixed = false

  /// The options of a command that only looks.
  static func lookingOnly(insist: Bool) -> ChangeOptions {
    // What the parser has not filled can't be read, so that each is set.
    var options = ChangeOptions()
    (options.dryRun, options.yes, options.allowDisruption) = (true, false, false)
    (options.insist, options.noRehearsal) = (insist, false)
    return options
  }

  enum CodingKeys: CodingKey { case dryRun, yes, allowDisruption, insist, noRehearsal }
}
