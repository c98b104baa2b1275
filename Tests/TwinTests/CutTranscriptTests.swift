import APHost
import APModel
import TestSupport
import Testing

@testable import FakeKernel
@testable import Twin

/// A twin is made of what a recorded kernel showed in the middle of a transcript; what the kernel did
/// from there, the twin does, too.
@Suite
struct `A twin made in the middle of a transcript` {
  private static let length = 50

  /// How a twin and the kernel went on.
  private enum Course: Hashable {
    case agrees
    /// It would have agreed, had this been known.
    case lacked(String)
    case differs(String)
  }

  /// What no attribute shows: how the assumption begins that names it, and how a twin is told.
  private static let hidden: [(String, @Sendable (inout FakeKernel, FakeKernel) -> Void)] = [
    ("the hardware is as the last scan", { $0.hardware = $1.hardware }),
    ("an event BINDINGS=complete is due", { $0.bus.isArmed = $1.bus.isArmed }),
    (
      "no queue is being reset",
      { twin, kernel in
        for place in twin.cards.indices {
          twin.cards[place]?.lost = kernel.cards[place]?.lost ?? []
          twin.cards[place]?.unusable = kernel.cards[place]?.unusable ?? []
        }
      }
    ),
    ("the kernel counts no driver_override", { $0.bus.overrideCount = $1.bus.overrideCount }),
    ("nobody has written the masks", { $0.bus.masksAreInUse = $1.bus.masksAreInUse }),
    ("zcrypt's own flags", { $0.cards = $1.cards }),
    ("the rest of the state", { $0 = $1 }),
  ]

  @Test func `answers the next operations as the kernel did`() throws {
    var courses: [Course: Int] = [:]
    var random = SeededGenerator(seed: 12)
    for transcript in TranscriptEnd.corpus {
      let operations = try transcript.operations()
      let cuts = Set(
        (0..<8).map { _ in Int.random(in: 0..<operations.count - Self.length, using: &random) })
      for (place, kernel) in try transcript.states(at: cuts).cut.sorted(by: { $0.key < $1.key }) {
        let course = try Self.course(
          kernel, operations[place..<place + Self.length], "\(transcript.testDescription) \(place)")
        courses[course, default: 0] += 1
      }
    }
    let count = courses.values.reduce(0, +)
    print(
      "\(courses[.agrees, default: 0]) of \(count) twins answer \(Self.length) operations alike")
    for (course, number) in courses where course != .agrees { print("  \(number): \(course)") }
    for course in courses.keys {
      if case .differs(let name) = course { Issue.record("\(name)") }
    }
    #expect(courses[.agrees, default: 0] * 2 > count, "\(courses)")
  }

  /// Plays the operations on the kernel and on its twin, which is told more until both agree.
  private static func course(
    _ kernel: FakeKernel, _ operations: ArraySlice<HostOperation>, _ name: String
  ) throws -> Course {
    let tree = ModelTree(kernel, origin: "transcript")
    var snapshot = try HostReader(tree, depth: .full).snapshot()
    // Whoever asks the VFIO group knows it, also where no queue tells.
    for place in snapshot.mdevs.indices {
      let uuid = snapshot.mdevs[place].uuid
      snapshot.mdevs[place].isInUse = kernel.mdevs.first { $0.uuid == uuid }?.isOpen
    }
    let twin = try Twin(of: snapshot, reading: tree, depth: .full)
    var start = twin.kernel
    guard try difference(kernel, start, operations) != nil else { return .agrees }
    for (what, tell) in hidden {
      tell(&start, kernel)
      guard try difference(kernel, start, operations) == nil else { continue }
      let isNamed = twin.assumptions.contains { $0.hasPrefix(what) }
      return isNamed ? .lacked(what) : .differs("\(name): \(what), of which nothing was said")
    }
    return .differs(name)
  }

  /// The first answer, or what at the end, in which two kernels differ; nil if they agree.
  private static func difference(
    _ first: FakeKernel, _ second: FakeKernel, _ operations: ArraySlice<HostOperation>
  ) throws -> String? {
    let trees = [first, second].map { ModelTree($0, origin: "transcript") }
    for operation in operations {
      let answers = trees.map { $0.apply(operation).result }
      guard answers[0] == answers[1] else { return "\(operation): \(answers)" }
    }
    guard trees[0].kernel.crash == nil else { return nil }
    let ends = try trees.map { ShownState(try HostReader($0, depth: .full).snapshot()) }
    return ends[0].differences(from: ends[1]).first?.description
  }
}

extension KernelAnswer {
  fileprivate var result: String {
    switch outcome {
    case .success(let written): "OK \(written)"
    case .blocked: "waits"
    case .refused(let errno): "\(errno)"
    }
  }
}
