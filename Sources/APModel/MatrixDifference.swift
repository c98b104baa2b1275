/// What an mdev is assigned otherwise than the configuration in force declares.
public struct MatrixDifference: Hashable, Sendable {
  private let assigned: Matrix
  private let declared: Matrix

  /// Compares; nil if nothing differs, or one of the two is not known.
  public init?(_ mdev: Mdev) {
    guard let assigned = mdev.assigned, let declared = mdev.declared, assigned != declared else {
      return nil
    }
    (self.assigned, self.declared) = (assigned, declared)
  }

  /// Half a sentence: `without adapter 06, and with domain 0004 besides`.
  public var text: String {
    let lacks = Self.words(of: declared, without: assigned)
    let exceeds = Self.words(of: assigned, without: declared)
    return [
      lacks.isEmpty ? nil : "without \(lacks)",
      exceeds.isEmpty ? nil : "with \(exceeds) besides",
    ].compactMap(\.self).joined(separator: ", and ")
  }

  /// What makes both the same.
  public static let remedy =
    "apmatrix plan shows the steps to what is declared, and apmatrix apply does them"

  private static func words(of matrix: Matrix, without other: Matrix) -> String {
    let adapters = matrix.adapters.subtracting(other.adapters)
    let domains = matrix.domains.subtracting(other.domains)
    let controls = matrix.controlDomains.subtracting(other.controlDomains)
    return [
      adapters.isEmpty ? nil : "adapter \(adapters)",
      domains.isEmpty ? nil : "domain \(domains)",
      controls.isEmpty ? nil : "control domain \(controls)",
    ].compactMap(\.self).joined(separator: ", ")
  }
}
