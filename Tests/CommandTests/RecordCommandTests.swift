import SystemPackage
import TestSupport
import Testing

@Suite
struct `apmatrix record and unpack` {
  private let host = RecordedHost("7.1.8/b-03-configured")

  @Test func `come back to the same bytes`() throws {
    let scratch = try ScratchDirectory(inMemory: true)
    let tree = scratch.path.appending("sys").string
    let file = scratch.path.appending("host.sysfs")
    let unpacked = try Program.apmatrix.run(["unpack", host.path.string, tree])
    #expect(unpacked.status == 0, "\(unpacked.errors)")
    let recorded = try Program.apmatrix.run([
      "record", "--sysfs", tree, "--copy", "--with-hardware-attributes", "--kernel", "7.1.8",
      file.string,
    ])
    #expect(recorded.status == 0)
    #expect(recorded.errors.isEmpty)
    #expect(try TextFile.bytes(file) == TextFile.bytes(host.path))
    #expect(TextFile.names(scratch.path) == ["host.sysfs", "sys"])
  }

  @Test func `say what is asked of the cards`() throws {
    let scratch = try ScratchDirectory(inMemory: true)
    let tree = scratch.path.appending("sys").string
    _ = try Program.apmatrix.run(["unpack", host.path.string, tree])
    let plain = try Program.apmatrix.run(["record", "--sysfs", tree, "-"])
    #expect(plain.errors.isEmpty)
    #expect(
      plain.output.split(separator: "\n")[1]
        == "withheld ap_functions interrupt mkvps reset serialnr")
    let asking = try Program.apmatrix.run([
      "record", "--sysfs", tree, "--with-hardware-attributes", "-",
    ])
    #expect(
      asking.errors
        == "apmatrix: record: sends requests to the cards and waits for their replies\n")
    #expect(asking.output.split(separator: "\n")[1] == "withheld mkvps")
    #expect(asking.status == 0)
  }

  @Test func `say that a matrix was left out because reading it is dangerous`() throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys").string
    for arguments in [
      ["fake", "create", root, "--kernel", "6.1", "--adapters", "0-8:cca", "--domains", "0-63"],
      [
        "guest", "create", "62177883-f1bb-47f0-914d-32a22e3a8804", "--adapter", "0-7", "--domain",
        "0-60", "--yes", "--insist", "--sysfs", root,
      ],
    ] {
      let result = try Program.apmatrix.run(arguments)
      #expect(result.status == 0, "\(result.errors)")
    }
    let file = scratch.path.appending("host.sysfs")
    let recorded = try Program.apmatrix.run(["record", "--sysfs", root, file.string])
    #expect(recorded.status == 1)
    #expect(recorded.errors.hasPrefix("apmatrix: record: left out guest_matrix and matrix of "))
    #expect(recorded.errors.filter { $0 == "\n" }.count == 1)
    #expect(try TextFile.text(file).contains("apmask"))
    let copied = try Program.apmatrix.run([
      "record", "--sysfs", root, "--copy", "--force", file.string,
    ])
    #expect(copied.status == 0 && copied.errors.isEmpty, "\(copied.errors)")
  }

  @Test func `leave no file where there is no AP bus`() throws {
    let scratch = try ScratchDirectory()
    try TextFile.write("", to: scratch.path.appending("sys").appending("kernel").appending("x"))
    let tree = scratch.path.appending("sys").string
    let result = try Program.apmatrix.run([
      "record", "--sysfs", tree, scratch.path.appending("host.sysfs").string,
    ])
    #expect(result.status == 1)
    #expect(result.errors.hasPrefix("apmatrix: record: no AP bus here: \(tree) has no bus/ap;"))
    #expect(result.errors.filter { $0 == "\n" }.count == 1)
    #expect(TextFile.names(scratch.path) == ["sys"])
  }

  @Test func `name the line of a broken archive`() throws {
    let scratch = try ScratchDirectory()
    let file = scratch.path.appending("host.sysfs")
    let text = try TextFile.text(host.path)
    try TextFile.write(text.replacing("apmask rw =", with: "apmask rw"), to: file)
    for arguments in [
      ["unpack", file.string, scratch.path.appending("out").string],
      ["record", "--sysfs", file.string, "-"], ["status", "--sysfs", file.string],
    ] {
      let result = try Program.apmatrix.run(arguments)
      #expect(result.status == 1)
      #expect(result.output.isEmpty)
      #expect(
        result.errors
          == "apmatrix: \(file): line 16: expected `= value`, `~ value` or `! errno`\n")
    }
    #expect(TextFile.names(scratch.path) == ["host.sysfs"])
  }

  @Test func `say what is in the way`() throws {
    let scratch = try ScratchDirectory()
    let busy = try Program.apmatrix.run(["unpack", host.path.string, Repository.root.string])
    #expect(busy.status == 1)
    #expect(busy.errors.contains("not empty; unpack into a new directory"))
    let file = scratch.path.appending("none").appending("host.sysfs").string
    let lost = try Program.apmatrix.run(["record", "--sysfs", host.path.string, file])
    #expect(lost.status == 1)
    #expect(lost.errors == "apmatrix: \(file): No such file or directory\n")
    let missing = try Program.apmatrix.run(["record", "--sysfs", file, "-"])
    #expect(missing.errors.hasPrefix("apmatrix: \(file): no such file or directory; give "))
  }
}
