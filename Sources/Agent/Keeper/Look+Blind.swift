internal import APHost
internal import APModel

/// Looks that saw nothing.
extension Look {
  /// What a look is that found no AP bus, or could not read it.
  static func blind(_ failure: HostReader.Failure, _ origin: String) -> Look {
    switch failure {
    case .noBus:
      blind(
        origin, "no AP bus here",
        remedy: "run it on an LPAR whose kernel has the AP bus, and load its module (modprobe ap)")
    case .unreadable(let path, let reason):
      blind(path, reason, remedy: "look what keeps the agent from reading it")
    }
  }

  /// What a look is that could not be taken.
  static func blind(_ object: String, _ fact: String, remedy: String) -> Look {
    var look = Look()
    look.isComplete = false
    look.isBlind = true
    look.problems = [
      Problem(.unreadable, .warning, object, "\(object): \(fact)", remedy: remedy)
    ]
    return look
  }
}
