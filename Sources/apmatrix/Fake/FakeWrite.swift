import ArgumentParser
import FakeKernel
import Sysfs

/// `apmatrix fake write`: `echo >` with the kernel's answer.
struct FakeWrite: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "write",
    abstract: "Write a value and a newline to an attribute, as echo does.",
    discussion: """
      A refusal prints the kernel's errno and ends with status 1. The removal of a mediated \
      device in use waits until its guest stops.
      """)

  @OptionGroup var host: FakeDirectory

  @Argument(help: "The attribute below the directory, for instance bus/ap/apmask.")
  var attribute: String

  @Argument(parsing: .allUnrecognized, help: "The value; one that begins with a dash too.")
  var value: [String]

  @Flag(name: .customLong("no-newline"), help: "Write no newline behind the value.")
  var omitsNewline = false

  func run() throws {
    // A terminator that someone put before a value with a dash is not part of the value.
    let words = value.first == "--" ? value.dropFirst() : value[...]
    let text = words.joined(separator: " ") + (omitsNewline ? "" : "\n")
    try host.write(text, to: attribute, about: attribute)
  }
}
