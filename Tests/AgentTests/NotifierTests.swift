import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import Agent

@Suite
struct `systemd` {
  /// A datagram socket as systemd listens on one.
  final class Listener: Sendable {
    private let descriptor: CInt

    /// Binds a path, or an abstract name after `@`.
    init(_ name: String) throws {
      descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue), 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { path in
        for (index, byte) in name.utf8.enumerated() { path[index] = byte }
        if name.hasPrefix("@") { path[0] = 0 }
      }
      let length = socklen_t(MemoryLayout<sa_family_t>.size + name.utf8.count)
      let result = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
      }
      guard result == 0 else { throw Errno(rawValue: errno) }
    }

    deinit { close(descriptor) }

    func next() -> String? {
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = recv(descriptor, &buffer, buffer.count, CInt(MSG_DONTWAIT))
      return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
    }
  }

  /// The program as a service: libsystemd takes the address and the watchdog's time from its environment.
  @Test(arguments: [true, false])
  func `is told through a path or an abstract name`(_ isAbstract: Bool) throws {
    let host = try FakeLPAR(.log)
    let name = isAbstract ? "@apmatrix-test-\(getpid())" : host.file("notify").string
    let listener = try Listener(name)
    try host.declare(`An agent and a fake host as processes`.guests)
    var heard: [String] = []
    func hears(_ wanted: String...) -> Bool {
      while let next = listener.next() { heard.append(next) }
      return wanted.allSatisfy { word in heard.contains { $0.hasPrefix(word) } }
    }
    let agent = try host.startAgent(under: "env NOTIFY_SOCKET=\(name) WATCHDOG_USEC=200000")
    #expect(host.wait { _ in hears("READY=1\nSTATUS=", "WATCHDOG=1") }, "\(heard)")
    #expect(host.stop(agent) == 0)
    #expect(hears("STOPPING=1\nSTATUS=stopping"), "\(heard)")
  }

  /// In microseconds, and never before the signal.
  @Test func `is told when a reload began`() {
    #expect(
      Notifier.text(.reloading(Instant(milliseconds: 1_234)))
        == "RELOADING=1\nMONOTONIC_USEC=1235000\nSTATUS=reading the configuration")
  }

  @Test func `gets no second assignment out of a status with a line break`() {
    #expect(Notifier.text(.status("a\nREADY=1")) == "STATUS=a READY=1")
  }

  @Test func `is not missed where it does not listen`() {
    #expect(Notifier(nil).send(.watchdog))
    #expect(!Notifier({ _ in false }).send(.watchdog))
  }
}

@Suite
struct `A line of the log` {
  /// What systemd names in the environment where it reads standard error.
  private static let journal = {
    var status = stat()
    fstat(STDERR_FILENO, &status)
    return ["JOURNAL_STREAM": "\(status.st_dev):\(status.st_ino)"]
  }()

  @Test func `carries its priority for the journal`() {
    let log = JournalLog(environment: Self.journal)
    #expect(log.text(LogLine(.warning, "guest web01: waits")) == "<4>guest web01: waits")
  }

  /// Whoever runs the agent within a unit and sends its output elsewhere hands the variable on.
  @Test(arguments: [nil, "", "8:1", "18446744073709551615:18446744073709551615"] as [String?])
  func `names the program elsewhere`(inherited: String?) {
    let log = JournalLog(environment: inherited.map { ["JOURNAL_STREAM": $0] } ?? [:])
    #expect(!log.isJournal)
    #expect(log.text(LogLine(.warning, "guest web01: waits")) == "apmatrix: guest web01: waits")
  }

  @Test func `stays one line whatever stands in it`() {
    let log = JournalLog(environment: Self.journal)
    #expect(log.text(LogLine(.info, "a\n<2>b")) == "<6>a <2>b")
  }

  @Test func `is left out if it matters too little`() {
    let log = JournalLog(environment: [:], leastImportant: .notice)
    #expect(log.text(LogLine(.info, "x")) == nil)
  }
}
