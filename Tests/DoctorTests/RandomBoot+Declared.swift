import APModel
import TestSupport

extension RandomBoot {
  /// Declares some of what is defined, rightly or not, and a guest of its own; no two share a queue.
  mutating func declare(_ numbers: inout SeededGenerator) {
    var declared: [String: Matrix] = [:]
    var wanted = definitions.filter(\.isRight).map { ($0.uuid, $0.matrix) }
    wanted.append(("0000000f-0000-4000-8000-00000000000f", Bench.matrix([3], [3])))
    for (uuid, matrix) in wanted where Int.random(in: 0..<3, using: &numbers) > 0 {
      var matrix = matrix
      matrix.adapters.remove(AdapterID(200))
      matrix.domains.remove(DomainID(200))
      if Int.random(in: 0..<3, using: &numbers) == 0 {
        matrix.domains.insert(DomainID(UInt8.random(in: 0..<4, using: &numbers)))
      }
      guard declared.values.allSatisfy({ !$0.sharesQueues(with: matrix) }) else { continue }
      declared[uuid] = matrix
    }
    self.declared = declared
    hasAgent = Bool.random(using: &numbers)
  }
}
