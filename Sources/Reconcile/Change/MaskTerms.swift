public import APModel

/// Changes of a mask as people type them: `-0x05,+0x06-0x08`.
///
/// `+` reserves for the host, `-` gives to guests; `all` is every number, and the last mention of a
/// number wins.
public enum MaskTerms {
  /// Why the terms were refused.
  public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// A term begins with neither sign.
    case unsigned(String)
    /// A number or range was refused.
    case identifier(IdentifierTextError)

    /// One line: the fact and what to write instead.
    public var description: String {
      switch self {
      case .unsigned(let term):
        "\"\(term)\" has no sign: write +\(term) to reserve it for the host, -\(term) to give it away"
      case .identifier(let error): error.description
      }
    }
  }

  /// Applies the terms to a mask.
  ///
  /// - Throws: `Failure` for the first term that is refused.
  public static func apply<ID>(
    _ text: String, to mask: IdentifierSet<ID>
  ) throws(Failure) -> IdentifierSet<ID> {
    var result = mask
    for word in IdentifierText.words(text) {
      let isSigned = word.text.hasPrefix("+") || word.text.hasPrefix("-")
      let numbers = isSigned ? word.text.dropFirst() : word.text[...]
      var members = IdentifierSet<ID>()
      do throws(IdentifierTextError) {
        if numbers == "all" {
          members = .all
        } else {
          members.insert(try IdentifierText.range(numbers))
        }
      } catch {
        throw .identifier(error)
      }
      // A sign is asked for only where the rest would be taken.
      guard isSigned else { throw .unsigned(word.text) }
      result = word.text.hasPrefix("+") ? result.union(members) : result.subtracting(members)
    }
    return result
  }
}
