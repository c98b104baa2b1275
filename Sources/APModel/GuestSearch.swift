/// Finds the guests that a person may mean: every command understands the same.
public enum GuestSearch {
  /// The guests that are called so, or whose uuid it is; if there are none, those whose uuid begins so.
  ///
  /// - Parameters:
  ///   - text: a name, a uuid in any letter case, or the beginning of one, however short.
  ///   - declared: the names of all declared guests. They are no beginning of another guest's uuid, also
  ///     where their own guest is not there: `db01` is a name.
  ///   - label: what a guest is known by.
  public static func find<Guest>(
    _ text: String, among guests: [Guest], declared: some Sequence<String>,
    by label: (Guest) -> (uuid: String, names: [String])
  ) -> [Guest] {
    guard !text.isEmpty else { return [] }
    let lower = text.lowercased()
    let exact = guests.filter { guest in
      let (uuid, names) = label(guest)
      return uuid == lower || names.contains(text)
    }
    let isDeclared = declared.contains { $0.lowercased() == lower }
    guard exact.isEmpty, !isDeclared else { return exact }
    return guests.filter { label($0).uuid.hasPrefix(lower) }
  }
}
