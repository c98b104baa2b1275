import APModel
import ArgumentParser

/// The adapters and domains of a single change.
struct MemberOptions: ParsableArguments {
  @Option(name: .customLong("adapter"), help: "Adapters, for instance 0x07 or 4-7,10.")
  var adapters: [String] = []

  @Option(name: .customLong("domain"), help: "Domains, for instance 0x47 or 71.")
  var domains: [String] = []

  @Option(name: .customLong("control-domain"), help: "Domains to administer.")
  var controlDomains: [String] = []

  /// What the options name.
  func matrix() throws -> Matrix {
    Matrix(
      adapters: try Self.set(adapters, "--adapter"), domains: try Self.set(domains, "--domain"),
      controlDomains: try Self.set(controlDomains, "--control-domain"))
  }

  func validate() throws { _ = try matrix() }

  /// Refuses a change that names nothing.
  func expectMembers() throws {
    if adapters.isEmpty, domains.isEmpty, controlDomains.isEmpty {
      throw ValidationError("nothing is named: write --adapter, --domain or --control-domain")
    }
  }

  private static func set<ID>(_ texts: [String], _ option: String) throws -> IdentifierSet<ID> {
    var set = IdentifierSet<ID>()
    for text in texts {
      set.formUnion(try IdentifierOption.set(text, option))
    }
    return set
  }
}

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
