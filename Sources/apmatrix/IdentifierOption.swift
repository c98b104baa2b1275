import APModel
import ArgumentParser

/// Adapters and domains as the values of options.
enum IdentifierOption {
  /// The members of one value, at least one.
  ///
  /// - Parameter option: its name, for the refusal.
  static func set<ID>(_ text: String, _ option: String) throws -> IdentifierSet<ID> {
    do throws(IdentifierTextError) {
      let set: IdentifierSet<ID> = try IdentifierText.set(text)
      if set.isEmpty { throw .empty(noun: ID.noun) }
      return set
    } catch {
      throw ValidationError("\(option): \(error)")
    }
  }
}
