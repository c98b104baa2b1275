/// How messages call a guest.
enum GuestLabel {
  /// `guest web01`; what says itself that it is an mdev or a guest stays as it is.
  static func text(_ name: String) -> String {
    name.hasPrefix("mdev ") || name.hasPrefix("guest ") ? name : "guest " + name
  }

  /// `guest web01 has no mdev`, or `mdev 6217... is not there`.
  static func lacksMdev(_ name: String) -> String {
    text(name) + (name.hasPrefix("mdev ") ? " is not there" : " has no mdev")
  }
}
