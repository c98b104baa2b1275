extension Int {
  /// The number with what it counts, in the plural where it is not one.
  public func counting(_ thing: String) -> String { "\(self) \(thing)\(self == 1 ? "" : "s")" }
}
