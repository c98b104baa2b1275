import Glibc

/// Fewer cases of what a test repeats, for a machine that is emulated and some twenty times slower.
public enum Sample {
  /// Every so many-th case is taken: `APMATRIX_SAMPLE`; without it all are.
  public static let step =
    max(1, getenv("APMATRIX_SAMPLE").flatMap { Int(String(cString: $0)) } ?? 1)

  /// How much is left of a count: 1 at least.
  public static func of(_ count: Int) -> Int { max(1, count / step) }
}

extension Collection {
  /// The cases that are taken, the first always.
  public var sampled: [Element] {
    enumerated().filter { $0.offset % Sample.step == 0 }.map(\.element)
  }
}
