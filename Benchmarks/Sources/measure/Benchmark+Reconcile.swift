import APModel
import Reconcile

extension Benchmark {
  /// A whole plan for a fresh host with 60 adapters and 85 domains, a domain for each of 85 guests.
  static var planning: Benchmark {
    Benchmark(name: "plan 60 x 85 queues with 85 guests") {
      let snapshot = ComposedSnapshot.make(adapters: 60, domains: 85, guests: 0, isFresh: true)
      let target = Target(declared(guests: 85, adapters: 60))
      return {
        guard Planner.plan(from: snapshot, to: target).plan?.steps.count ?? 0 > 85 else {
          throw Unplanned()
        }
      }
    }
  }

  /// The same host once it is as declared: what the agent does whenever it looks.
  static var emptyPlanning: Benchmark {
    Benchmark(name: "find nothing to do, 60 x 85 with 85 guests") {
      let snapshot = ComposedSnapshot.make(adapters: 60, domains: 85, guests: 85)
      var configuration = declared(guests: 85, adapters: 60)
      configuration.reservation = .masks(adapters: [], domains: .all)
      let target = Target(configuration)
      return {
        guard Planner.plan(from: snapshot, to: target).plan?.isEmpty ?? false else {
          throw Unplanned()
        }
      }
    }
  }

  /// The text of a configuration with 1,000 guests, read and checked.
  static var configuration: Benchmark {
    Benchmark(name: "check a configuration of 1,000 guests") {
      let text = text(guests: 1000)
      return {
        guard ConfigurationChecker.read(text, file: "large.yaml").configuration != nil else {
          throw Unplanned()
        }
      }
    }
  }

  private struct Unplanned: Error {}

  private static func declared(guests: Int, adapters: Int) -> Configuration {
    let rows = AdapterSet((0..<adapters).map { AdapterID(UInt8($0)) })
    return Configuration(
      file: "composed",
      guests: (0..<guests).map { number in
        let domain: DomainSet = [DomainID(UInt8(number))]
        return GuestDeclaration(
          name: "guest\(number)", uuid: ComposedSnapshot.uuid(number),
          matrix: Matrix(adapters: rows, domains: domain))
      })
  }

  /// Guests with 8 x 8 queues each, on blocks of the whole 256 x 256 matrix.
  private static func text(guests: Int) -> [UInt8] {
    var text = "version: 1\nguests:\n"
    for number in 0..<guests {
      let row = number / 32 * 8
      let column = number % 32 * 8
      text += "  guest\(number):\n    uuid: \(ComposedSnapshot.uuid(number))\n"
      text += "    adapters: [\((row..<row + 8).map(String.init).joined(separator: ", "))]\n"
      text += "    domains: \(column)-\(column + 7)\n    control-domains: same as domains\n"
    }
    return Array(text.utf8)
  }
}
