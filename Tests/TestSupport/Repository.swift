public import SystemPackage

/// Where the project's own files are, so that tests need no working directory.
public enum Repository {
  /// The directory of Package.swift.
  public static var root: FilePath {
    FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
  }

  /// The directory of the recorded trees.
  public static var recordings: FilePath { root.appending("Testdata").appending("recordings") }

  /// The directory of built programs: that of the running test bundle.
  public static var programs: FilePath {
    get throws { try TextFile.link("/proc/self/exe").removingLastComponent() }
  }
}
