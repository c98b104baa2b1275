import APModel
public import Compare

/// A fleet as comma-separated values, RFC 4180: a row for each host.
public enum FleetCSV {
  /// The names of the columns.
  public static let header =
    "host,age_seconds,kernel,complete,queues,host_queues,guest_queues,unassigned_queues,"
    + "nobody_queues,conflicts,guests,degraded_guests,critical,warnings,notices,worst_problem,unread,"
    + "unknown_queues"

  /// The rows; what could not be read has a row with its reason.
  ///
  /// - Parameter now: seconds since 1970, for the age of what was read.
  public static func rows(_ fleet: Fleet, now: Int) -> [String] {
    fleet.hosts.map { row($0, now) } + fleet.failures.map(row)
  }

  private static func row(_ host: FleetHost, _ now: Int) -> String {
    let owners = OwnerKind.known.map { "\(host.owners[$0] ?? 0)" }
    let problems = Problem.Severity.allCases.map { "\(host.problems[$0] ?? 0)" }
    return CSVRow.text(
      [
        host.path, host.age(at: now).map(String.init), host.kernel, "\(host.isComplete)",
        "\(host.queues)",
      ] + owners + ["\(host.conflicts)", "\(host.guests.count)", "\(host.degraded)"] + problems
        + [host.worst?.sentence, nil, "\(host.owners[.unknown] ?? 0)"])
  }

  private static func row(_ failure: Fleet.Failure) -> String {
    let empty = [String?](repeating: nil, count: 14)
    return CSVRow.text([failure.path] + empty + [nil, failure.reason, nil])
  }
}
