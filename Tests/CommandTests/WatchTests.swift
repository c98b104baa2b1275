import Glibc
import PlainJSON
import SystemPackage
import TestSupport
import Testing

/// `apmatrix status --watch` on a fake host on which something happens.
@Suite
struct `A watched status` {
  /// A fake host with the guests of the kernel's documentation.
  private static func host(in scratch: borrowing ScratchDirectory) throws -> String {
    let host = scratch.path.appending("host").string
    let recording = RecordedHost("7.2.13/deployed-applied").path.string
    #expect(try Program.apmatrix.run(["fake", "create", host, "--from", recording]).status == 0)
    return host
  }

  /// The next block that a program writes to a pipe; fails where it ends instead, or writes nothing for a minute.
  private static func block(_ pipe: CInt) throws -> String {
    var text: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while !String(decoding: text, as: UTF8.self).contains("Cards\n") {
      var wait = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
      try #require(poll(&wait, 1, 60_000) == 1)
      let count = read(pipe, &chunk, chunk.count)
      try #require(count > 0)
      text += chunk[..<count]
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// What one watches for may go away.
  @Test(arguments: [
    ([], ["config", "0x06", "off"]), (["--card", "0x06"], ["adapter remove", "0x06"]),
  ])
  func `writes a block with its time for each change where there is no terminal`(
    filter: [String], change: [String]
  ) throws {
    let scratch = try ScratchDirectory()
    let host = try Self.host(in: scratch)
    let output = scratch.path.appending("output").string
    try #require(mkfifo(output, 0o600) == 0)
    // Open before the program writes to it, which would wait for a reader.
    let pipe = open(output, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    defer { close(pipe) }
    let watch = try Program.apmatrix.start(
      ["status", "--sysfs", host, "--watch"] + filter, output: output)
    #expect(try !Self.block(pipe).contains("deconfig"))
    let verb = change[0].split(separator: " ").map(String.init)
    let event = ["fake"] + verb + [host] + change.dropFirst() + ["--scan"]
    #expect(try Program.apmatrix.run(event).status == 0)
    let second = try Self.block(pipe)
    let status = try Program.apmatrix.run(["status", "--sysfs", host] + filter)
    let lines = second.split(separator: "\n", maxSplits: 1)
    #expect(lines[0].hasPrefix("--- "))
    #expect(
      lines[1] == status.output
        || status.errors.hasSuffix("no such card; see apmatrix status --sysfs \(host)\n")
          && lines[1].hasSuffix("Cards\n  none\n"),
      "\(second) \(status)")
    watch.send(SIGTERM)
    #expect(watch.wait() == 0)
  }

  /// Nothing is written to a pipe on a quiet host, so that no write tells.
  @Test func `ends when its reader has gone`() throws {
    let scratch = try ScratchDirectory()
    let host = try Self.host(in: scratch)
    let output = scratch.path.appending("output").string
    try #require(mkfifo(output, 0o600) == 0)
    let pipe = open(output, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    let watch = try Program.apmatrix.start(["status", "--sysfs", host, "--watch"], output: output)
    _ = try Self.block(pipe)
    close(pipe)
    #expect(watch.wait() == 1)
  }

  /// As sshd gives one to a command without a terminal.
  @Test(Needs.tool("python3", package: "python3"))
  func `ends when the other end of its socket has gone`() throws {
    let scratch = try ScratchDirectory()
    let host = try Self.host(in: scratch)
    let script = """
      import socket, subprocess, sys
      ours, its = socket.socketpair()
      watch = subprocess.Popen(sys.argv[1:], stdout=its.fileno())
      its.close()
      ours.recv(1)
      ours.close()
      try:
          sys.exit(watch.wait(60))
      except subprocess.TimeoutExpired:
          watch.kill()
          sys.exit(99)
      """
    let python = try #require(Program.installed("python3"))
    let program = try Program.apmatrix.path.string
    let result = try python.run(["-c", script, program, "status", "--sysfs", host, "--watch"])
    #expect(result.status == 1, "\(result.errors)")
  }

  @Test(Needs.tool("python3", package: "python3"))
  func `draws the status on a terminal's second screen and gives the first one back`() throws {
    let scratch = try ScratchDirectory()
    let host = try Self.host(in: scratch)
    let python = try #require(Program.installed("python3"))
    let program = try Program.apmatrix.path.string
    let result = try python.run([
      Repository.root.appending("Tests/tools/in-terminal.py").string, "Cards",
      "\(program) fake config \(host) 0x06 off --scan", "deconfig", program, "status", "--sysfs",
      host,
      "--watch",
    ])
    try #require(result.status == 0, "\(result.errors)")
    let told = try JSONParser.parse(Array(result.output.utf8))
    let seen = try #require(told["seen"]?.array).map { $0.array?.compactMap(\.string) ?? [] }
    let status = try Program.apmatrix.run(["status", "--sysfs", host]).output
    // The first line has the time; a line longer than the terminal is cut off by it.
    #expect(seen[1].dropFirst().joined(separator: "\n") + "\n" == status)
    #expect(seen[2].count == 8)
    #expect(seen[2][7] == "... \(seen[1].count - 7) more lines")
    #expect(told["start"]?.string == "\u{1b}[?1049h\u{1b}[?25l\u{1b}[?7l")
    #expect(told["end"]?.string?.hasSuffix("\u{1b}[?7h\u{1b}[?25h\u{1b}[?1049l") ?? false)
    #expect(told["status"]?.integer == 0)
  }

  @Test(
    arguments: [
      (["--watch", "--check"], "--watch shows the table, --grid or --verbose"),
      (
        ["--watch", "--sysfs", RecordedHost("7.2.13/deployed-applied").path.string],
        "a recording never changes; leave --watch out"
      ),
    ] as [([String], String)])
  func `is refused in one line where it makes no sense`(words: [String], reason: String) throws {
    let result = try Program.apmatrix.run(["status"] + words)
    #expect(result.status == 1 || result.status == 64)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains(reason), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1)
  }
}
