public import APModel

/// One side of a comparison: a host at one time, live, recorded, or told by its status in JSON.
public struct ComparedHost: Sendable {
  /// What follows from what was read.
  public let analysis: HostAnalysis
  /// What is wrong there, the worst first.
  public let problems: [Problem]
  /// What a person calls guests, by uuid.
  let names: [String: String]
  /// Whether somebody has told it in JSON who saw more of it.
  let isTold: Bool

  /// A host that was read.
  ///
  /// - Parameter names: what a person calls guests, by uuid, beside what the host says itself.
  public init(_ snapshot: HostSnapshot, names: [String: String] = [:]) {
    let analysis = HostAnalysis(snapshot)
    let known = Self.names(snapshot, names)
    self.init(
      analysis,
      problems: ProblemFinder(analysis, declared: snapshot.declared) { known[$0] ?? $0 }.problems,
      names: known, isTold: false)
  }

  /// A host whose problems somebody has found who saw more of it.
  init(_ snapshot: HostSnapshot, problems: [Problem]) {
    self.init(
      HostAnalysis(snapshot), problems: problems, names: Self.names(snapshot, [:]), isTold: true)
  }

  private init(
    _ analysis: HostAnalysis, problems: [Problem], names: [String: String], isTold: Bool
  ) {
    self.isTold = isTold
    self.analysis = analysis
    self.problems = problems
    self.names = names
  }

  /// What was read.
  public var snapshot: HostSnapshot { analysis.snapshot }

  /// What a person calls guests: what is given, and what the host says of others.
  static func names(
    _ snapshot: HostSnapshot, _ given: [String: String]
  ) -> [String: String] {
    var names = given
    for mdev in snapshot.mdevs where names[mdev.uuid] == nil { names[mdev.uuid] = mdev.name }
    return names
  }
}
