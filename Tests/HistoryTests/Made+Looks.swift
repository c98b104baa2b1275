import APModel
import Reconcile

@testable import History

extension Made {
  /// 05.0004, which most tests are about.
  static let first = queue(5, 4)
  static let matrix = Matrix(adapters: [AdapterID(5)], domains: [DomainID(4)])

  /// Lets a history look again; without places all is as it was.
  static func look(
    _ chronicle: inout Chronicle, _ places: [APQN: HostSight.Place]? = nil, mark: UInt64? = 100,
    endMark: UInt64? = nil, at: Int64 = 2_000, assigned: Matrix = Matrix()
  ) -> [HistoryEntry] {
    chronicle.look(
      places.map { .host(sight($0, assigned: assigned)) } ?? .same,
      began: moment(at - 10),
      mark: mark, endMark: endMark ?? mark, at: moment(at))
  }
}
