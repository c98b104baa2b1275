/// What an mdev is assigned otherwise than the configuration in force declares.
public struct MatrixDifference: Hashable, Sendable {
  private let lacks: Matrix
  private let exceeds: Matrix

  /// Compares; nil if nothing differs, or one of the two is not known.
  public init?(_ mdev: Mdev) {
    guard let assigned = mdev.assigned, let declared = mdev.declared, assigned != declared else {
      return nil
    }
    lacks = declared.subtracting(assigned)
    exceeds = assigned.subtracting(declared)
  }

  /// Half a sentence: `without adapter 06, and with domain 0004 besides`.
  public var text: String {
    let without = "without \(lacks.members)"
    let with = "with \(exceeds.members) besides"
    if exceeds == Matrix() { return without }
    return lacks == Matrix() ? with : "\(without), and \(with)"
  }

  /// What makes both the same.
  public static let remedy =
    "apmatrix plan shows the steps to what is declared, and apmatrix apply does them"
}
