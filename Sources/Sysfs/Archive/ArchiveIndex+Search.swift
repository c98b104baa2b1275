extension ArchiveIndex {
  /// Finds a directory by its spelled path.
  func directory(_ path: some Collection<UInt8>, of text: [UInt8]) -> Int? {
    var low = 0
    var high = directories.count
    while low < high {
      let middle = (low + high) / 2
      if ArchiveWriter.isBefore(text[directories[middle].path], path) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < directories.count, text[directories[low].path].elementsEqual(path) else {
      return nil
    }
    return low
  }

  /// Finds an attribute or link of a directory by its spelled name.
  ///
  /// In the directory that the parser is still adding to, `entries` is not set yet: nothing of
  /// it is found.
  func entry(_ name: some Collection<UInt8>, in directory: Int, of text: [UInt8]) -> Entry? {
    var low = directories[directory].entries.lowerBound
    var high = directories[directory].entries.upperBound
    while low < high {
      let middle = (low + high) / 2
      if text[entries[middle].name].lexicographicallyPrecedes(name) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < directories[directory].entries.upperBound,
      text[entries[low].name].elementsEqual(name)
    else { return nil }
    return entries[low]
  }

  /// The directories right below a directory.
  func children(of directory: Int) -> some Sequence<Int> {
    let end = directories[directory].end
    return sequence(state: directory + 1) { next -> Int? in
      guard next < end else { return nil }
      defer { next = directories[next].end }
      return next
    }
  }

  /// The name of a directory, spelled: the last part of its path.
  func name(of directory: Int, in text: [UInt8]) -> ArraySlice<UInt8> {
    let path = text[directories[directory].path]
    return path[(path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? path.startIndex)...]
  }
}
