import APModel
public import ArgumentParser
public import History

/// The options that choose a part of the history.
struct HistoryFilterOptions: ParsableArguments {
  @Option(
    name: .customLong("queue"), help: "Only what is about these queues, for instance 05.0047.")
  var queueNames: [String] = []

  @Option(
    help: "Only what is about these guests: a name, a uuid, or the beginning of one.")
  var guest: [String] = []

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Only from this moment on.", valueName: "time"))
  var since: TimeArgument?

  @Option(parsing: .unconditional, help: ArgumentHelp("Only to this moment.", valueName: "time"))
  var until: TimeArgument?

  @Option(
    help: "Only what these did: apmatrix, other writers, hardware, guests, or who is not known.")
  var cause: [HistoryEntry.Cause] = []

  /// Makes sure that they fit together.
  ///
  /// Asked by the command: where a group of options is refused, the parser looks for a wish for help, and finds
  /// it in `-2h`.
  func check() throws {
    for name in queueNames { _ = try FilterOptions.queue(name) }
    if let since, let until, since.moment > until.moment {
      throw ValidationError("--since must not be later than --until")
    }
  }

  /// The queues that are asked for.
  var queues: Set<APQN> { Set(queueNames.compactMap { try? FilterOptions.queue($0) }) }

  /// Whether nothing but queues is asked for.
  var isOnlyQueues: Bool { guest.isEmpty && since == nil && until == nil && cause.isEmpty }

  /// From the first moment that there is to the last.
  static let always = Moment(wall: .min)...Moment(wall: .max)

  /// The first and the last moment.
  var span: ClosedRange<Moment> {
    (since?.moment ?? Self.always.lowerBound)...(until?.moment ?? Self.always.upperBound)
  }

  /// The filter that the options ask for.
  func filter() throws -> HistoryFilter {
    HistoryFilter(queues: queues, guests: guest, span: span, causes: Set(cause))
  }
}

extension HistoryEntry.Cause: ExpressibleByArgument {}

/// A moment as an option's value.
struct TimeArgument: ExpressibleByArgument {
  /// The moment.
  let moment: Moment

  init?(argument: String) {
    guard let moment = TimeExpression(argument).flatMap(LocalTime.moment) else { return nil }
    self.moment = moment
  }
}
