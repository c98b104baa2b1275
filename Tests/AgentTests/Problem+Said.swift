import APModel

extension Problem {
  /// A problem of which only the sentence matters.
  static func said(_ sentence: String) -> Problem {
    Problem(.twoOwners, .critical, "queue 05.0004", sentence, remedy: "look at it")
  }
}
