import ArgumentParser
import Reconcile
import Sysfs
import SystemPackage
import Twin

/// A file of what may happen: one option a line, written as on the command line; `#` begins a comment.
struct WhatIfScript {
  private let file: String
  private let asked: [(line: Int, asked: WhatIfAsked)]

  /// Reads a file.
  ///
  /// - Throws: `CommandFailure` with the file, and the first line that is not understood.
  init(_ file: String) throws {
    self.file = file
    let bytes: [UInt8]
    do throws(Errno) {
      bytes = try WholeFile.bytes(of: FilePath(file))
    } catch {
      throw CommandFailure(file, error)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CommandFailure(file, "not text")
    }
    var asked: [(line: Int, asked: WhatIfAsked)] = []
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (place, line) in lines.enumerated() {
      try Self.at(file, place + 1) {
        if let one = try Self.asked(line) { asked.append((place + 1, one)) }
      }
    }
    guard !asked.isEmpty else {
      throw CommandFailure(file, "nothing happens in it; write for instance --adapter-off 0x06")
    }
    self.asked = asked
  }

  /// What happens, in the order of the lines.
  func happenings(
    _ guests: GuestReference, restart: () throws -> Happening.Persistence
  ) throws -> [Happening] {
    try asked.flatMap { line, asked in
      try Self.at(file, line) { try asked.happenings(guests, restart: restart) }
    }
  }

  /// What a line says; nil for a comment and an empty one.
  private static func asked(_ line: Substring) throws -> WhatIfAsked? {
    var words = line.split(whereSeparator: \.isWhitespace)
    if let comment = words.firstIndex(where: { $0.hasPrefix("#") }) {
      words.removeSubrange(comment...)
    }
    guard let first = words.first else { return nil }
    if let sign = first.firstIndex(of: "=") {
      words.insert(first[first.index(after: sign)...], at: 1)
      words[0] = first[..<sign]
    }
    if words[0] == "--reboot" {
      guard words.count == 1 else { throw ValidationError("'--reboot' takes no value") }
      return .restart
    }
    guard words.count <= 2 else {
      throw ValidationError("'\(words[2])' is too much; write one option a line")
    }
    guard words.count == 2, !words[1].isEmpty else {
      throw ValidationError("'\(words[0])' lacks its value; write for instance --adapter-off 0x06")
    }
    return try WhatIfAsked(String(words[0]), String(words[1]))
  }

  /// Names the line in front of what is wrong with it.
  private static func at<Value>(
    _ file: String, _ line: Int, _ work: () throws -> Value
  ) throws -> Value {
    do {
      return try work()
    } catch let error as ValidationError {
      throw CommandFailure("\(file), line \(line)", error.message)
    } catch let error as CommandFailure {
      throw CommandFailure("\(file), line \(line)", error)
    }
  }
}
