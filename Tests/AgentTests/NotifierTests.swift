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

  @Test(arguments: [true, false])
  func `is told through a path or an abstract name`(_ isAbstract: Bool) throws {
    let scratch = try ScratchDirectory()
    let path = scratch.path.appending("notify").string
    let name = isAbstract ? "@apmatrix-test-\(getpid())" : path
    let listener = try Listener(name)
    let notifier = Notifier(environment: ["NOTIFY_SOCKET": name])
    #expect(notifier.isListening)
    #expect(notifier.send(.ready(status: "as declared; 3 guests")))
    #expect(listener.next() == "READY=1\nSTATUS=as declared; 3 guests")
    notifier.send(.reloading(Instant(milliseconds: 1_234)))
    #expect(
      listener.next()
        == "RELOADING=1\nMONOTONIC_USEC=1235000\nSTATUS=reading the configuration")
    notifier.send(.watchdog)
    #expect(listener.next() == "WATCHDOG=1")
    notifier.send(.stopping)
    #expect(listener.next() == "STOPPING=1\nSTATUS=stopping")
  }

  @Test func `gets no second assignment out of a status with a line break`() {
    #expect(Notifier.text(.status("a\nREADY=1")) == "STATUS=a READY=1")
  }

  @Test func `is not missed where it does not listen`() {
    let notifier = Notifier(environment: [:])
    #expect(!notifier.isListening)
    #expect(notifier.send(.watchdog))
    #expect(!Notifier(environment: ["NOTIFY_SOCKET": "/nonexistent/socket"]).send(.watchdog))
  }

  @Test(
    arguments: [
      (["WATCHDOG_USEC": "30000000"], 30_000), (["WATCHDOG_USEC": "0"], nil), ([:], nil),
      (["WATCHDOG_USEC": "5000000", "WATCHDOG_PID": "77"], 5_000),
      (["WATCHDOG_USEC": "5000000", "WATCHDOG_PID": "78"], nil),
    ] as [([String: String], Milliseconds?)])
  func `says how often it wants a sign of life`(
    _ environment: [String: String], _ expected: Milliseconds?
  ) {
    #expect(Notifier(environment: environment, process: 77).watchdog == expected)
  }
}

@Suite
struct `A line of the log` {
  @Test func `carries its priority for the journal`() {
    let log = JournalLog(environment: ["JOURNAL_STREAM": "8:1"])
    #expect(log.text(LogLine(.warning, "guest web01: waits")) == "<4>guest web01: waits")
  }

  @Test func `names the program elsewhere`() {
    let log = JournalLog(environment: [:])
    #expect(log.text(LogLine(.warning, "guest web01: waits")) == "apmatrix: guest web01: waits")
  }

  @Test func `stays one line whatever stands in it`() {
    let log = JournalLog(environment: ["JOURNAL_STREAM": "8:1"])
    #expect(log.text(LogLine(.info, "a\n<2>b")) == "<6>a <2>b")
  }

  @Test func `is left out if it matters too little`() {
    let log = JournalLog(environment: [:], leastImportant: .notice)
    #expect(log.text(LogLine(.info, "x")) == nil)
  }
}
