/// The text of `/sys/bus/ap/bindings`: queues with a driver, and all queues.
public struct Bindings: Hashable, Sendable, CustomStringConvertible {
  /// Queue devices that have a driver.
  public let bound: Int
  /// All queue devices; cards are not counted.
  public let total: Int
  /// Whether the kernel says `(complete)`: at least one scan has finished and all have a driver.
  public let isComplete: Bool

  /// Reads `8/8 (complete)` or `3/8`; anything else gives nil.
  public init?(_ text: String) {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 1 || (words.count == 2 && words[1] == "(complete)") else { return nil }
    let numbers = words[0].split(separator: "/", omittingEmptySubsequences: false)
    guard numbers.count == 2, let bound = Int(numbers[0]), let total = Int(numbers[1]),
      0 <= bound, bound <= total
    else { return nil }
    self.bound = bound
    self.total = total
    isComplete = words.count == 2
  }

  /// The text as the kernel prints it.
  public var description: String { "\(bound)/\(total)" + (isComplete ? " (complete)" : "") }
}
