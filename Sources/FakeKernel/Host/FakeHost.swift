public import Sysfs
public import SystemPackage

/// Makes fake hosts.
public enum FakeHost {
  /// Lays out the tree of a kernel in a directory and keeps its state there.
  ///
  /// - Parameters:
  ///   - root: a directory that does not exist yet, or is empty.
  ///   - kernel: the state to begin with.
  /// - Returns: the fake host.
  /// - Throws: `Errno`; ENOTEMPTY if the directory has entries.
  public static func create(at root: FilePath, _ kernel: FakeKernel) throws -> FakeTree {
    let paths = HostPaths(root: root)
    let writer = TreeWriter(root: root.string, scratch: paths.scratch.string)
    try writer.makeDirectory(root.string)
    guard try DirectoryTree(root: root).list("").isEmpty else {
      throw Errno.directoryNotEmpty
    }
    try writer.makeDirectory(paths.hidden.string)
    try writer.apply(TreeDifference(from: nil, to: kernel, kernel.everything))
    try EventFile(paths.events).close()
    // With the state in its place the directory becomes a fake host, and not before.
    try StoredHost(kernel: kernel, events: 0, log: 1).write(paths, writer)
    guard let tree = try FakeTree.open(root: root) else { throw Errno.noSuchFileOrDirectory }
    return tree
  }

  /// The tree that a directory is: a fake host, a live sysfs, or a copy that refuses writes.
  ///
  /// - Throws: `Errno` or `StateError` of a fake host's hidden files.
  public static func tree(at root: FilePath) throws -> any SysfsTree {
    if let fake = try FakeTree.open(root: root) { return fake }
    let directory = DirectoryTree(root: root)
    return directory.isSysfs ? directory : CopiedTree(root: root)
  }
}
