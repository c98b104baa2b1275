import APModel
import Glibc
import Reconcile
import Sysfs
import SystemPackage

/// The files of other tools that `import` reads.
enum ImportSources {
  /// What to do about a file that nobody named and that can't be read.
  private static let advice = "run as root, or let your user read it"

  /// mdevctl's definitions in a directory, each as far as it can be read.
  ///
  /// A directory that nobody named and that can't be read stands for its definitions.
  ///
  /// - Parameters:
  ///   - directory: where they are.
  ///   - isWanted: whether the directory must be there; without mdevctl there is none.
  static func definitions(_ directory: String, isWanted: Bool) throws -> [DefinitionFile] {
    let names: [String]
    do throws(SysfsError) {
      names = try list(directory)
    } catch {
      if !isWanted, error.isAbsent { return [] }
      guard !isWanted else { throw failure(directory, error) }
      let reading = DefinitionReading.unreadable("\(reason(error)); \(advice)")
      return [DefinitionFile(path: directory, uuid: "", reading: reading)]
    }
    Terminal.warn([InputTrust.fault(of: FilePath(directory))].compactMap(\.self))
    return names.compactMap { name in
      UUIDText.normalized(name).map { definition(directory, name, uuid: $0) }
    }
  }

  /// The names in a directory.
  ///
  /// - Parameter isWanted: whether it must be there; else there are none where it is not.
  static func names(in directory: String, isWanted: Bool) throws(CommandFailure) -> [String] {
    do throws(SysfsError) {
      return try list(directory)
    } catch {
      if !isWanted, error.isAbsent { return [] }
      throw failure(directory, error)
    }
  }

  private static func list(_ directory: String) throws(SysfsError) -> [String] {
    try DirectoryTree(root: FilePath(directory)).list("").map(\.name)
  }

  private static func reason(_ error: SysfsError) -> String {
    error.errno.map { "\($0)" } ?? "\(error)"
  }

  private static func failure(_ directory: String, _ error: SysfsError) -> CommandFailure {
    CommandFailure(directory, reason(error))
  }

  private static func definition(
    _ directory: String, _ name: String, uuid: String
  ) -> DefinitionFile {
    let path = directory + "/" + name
    let reading: DefinitionReading
    Terminal.warn([InputTrust.fault(of: FilePath(path))].compactMap(\.self))
    do throws(Errno) {
      reading = MdevctlDefinition.read(try WholeFile.bytes(of: FilePath(path)), uuid: name)
    } catch .noSuchFileOrDirectory {
      reading = .unreadable("it vanished; if it is just being replaced, import again")
    } catch {
      reading = .unreadable("\(error)")
    }
    return DefinitionFile(path: path, uuid: uuid, reading: reading)
  }

  /// The udev rules in a file; nil if there is none and none was asked for.
  ///
  /// Of a file that nobody named and that can't be read nothing is known.
  static func rules(_ file: String, isWanted: Bool) throws -> (file: String, rules: UdevRules)? {
    do throws(Errno) {
      let bytes = try WholeFile.bytes(of: FilePath(file))
      Terminal.warn(InputTrust.doubts(about: FilePath(file)))
      return (file, UdevRules(bytes))
    } catch {
      guard !isWanted else { throw CommandFailure(file, error) }
      if error == .noSuchFileOrDirectory { return nil }
      return (file, UdevRules(unreadable: "\(error); \(advice)"))
    }
  }
}
