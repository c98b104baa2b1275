public import APModel

/// One guest as it should be.
public struct GuestTarget: Hashable, Sendable {
  /// The name by which messages call it.
  public var name: String
  /// The name of its mdev.
  public var uuid: String
  /// All that the mdev should hold.
  public var matrix: Matrix

  /// How messages call it.
  var label: String { GuestLabel.text(name) }

  /// Makes a target.
  public init(name: String, uuid: String, matrix: Matrix) {
    self.name = name
    self.uuid = uuid
    self.matrix = matrix
  }
}
