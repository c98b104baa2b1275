import APModel
import Neighbours
import Sysfs
import SystemPackage
import TestSupport
import Testing

/// The queues that other software is configured to use, from files as that software writes them.
@Suite
struct `Other software on the host` {
  private static func queue(_ adapter: UInt8, _ domain: UInt8) -> APQN {
    APQN(AdapterID(adapter), DomainID(domain))
  }

  /// What `zkey generate --name` writes beside a key.
  private static let key = """
    key-type=CCA-AESDATA
    cipher=paes
    iv-mode=plain64
    description=root disk
    volumes=/dev/dasdb1:enc-root
    apqns=03.004c,04.004c
    sector-size=4096
    creation-time=2026-01-01 10:00:00
    verification-pattern=98ce0c6b1e8c7b5ad0c0dc3d7fd7f8a1
    __hash__=63d1e1a4
    """

  @Test(
    arguments: [
      (key, [queue(3, 0x4c), queue(4, 0x4c)]), ("apqns=\n", []), ("cipher=paes\n", []),
      ("description=no apqns=05.0004 here\n", []), ("apqns=fF.00fF", [queue(0xff, 0xff)]),
      ("apqns=03", nil), ("apqns=03.0100", nil), ("apqns=100.0004", nil), ("apqns=03.4.5", nil),
      ("apqns=03.x", nil),
    ] as [(String, [APQN]?)])
  func `names queues in a key of zkey`(text: String, queues: [APQN]?) {
    #expect(ZkeyEntry.queues(text) == queues)
  }

  @Test(
    arguments: [
      ("APQN_ALLOWLIST\n 8 13\n10 13\nEND\n", [queue(8, 13), queue(10, 13)]),
      ("STRICT_MODE\nAPQN_ALLOWLIST\n 8    0x0d\n 0x0a 13\nEND\n", [queue(8, 13), queue(10, 13)]),
      ("APQN_WHITELIST\n 010 0x15 # octal\nEND", [queue(8, 0x15)]),
      ("#      APQN_ALLOWLIST\n#       8 13\n#      END\n#\nAPQN_ANY\n", []),
      (
        "CPFILTER /etc/opencryptoki/ep11cpfilter.conf\nAPQN_ALLOWLIST 0 0 END USE_PRANDOM",
        [queue(0, 0)]
      ),
      ("slot 4\n{\nstdll = libpkcs11_ep11.so\nconfname = ep11tok.conf\n}\n", []),
      ("APQN_ALLOWLIST\n 8 13\n", nil), ("APQN_ALLOWLIST\n 8\nEND\n", nil),
      ("APQN_ALLOWLIST\n 8 256\nEND\n", nil), ("APQN_ALLOWLIST\n 08 1\nEND\n", nil),
      ("APQN_ALLOWLIST\n 8.13\nEND\n", nil),
    ] as [(String, [APQN]?)])
  func `names queues in an EP11 token of openCryptoki`(text: String, queues: [APQN]?) {
    #expect(EP11Token.queues(text) == queues)
  }

  private static func file(_ path: String, _ text: String) -> ArchiveNode {
    ArchiveNode(path: path, mode: 0o640, content: .value(Array(text.utf8)))
  }

  private static func users(
    _ files: [ArchiveNode], _ answers: [String: PatchedTree.Answer] = [:]
  ) throws -> QueueUsers {
    let etc = ArchiveTree(try Archive(nodes: files), origin: "/etc")
    return ConsumerReader(PatchedTree(etc, answers)).users()
  }

  @Test func `is told with the file that names a queue`() throws {
    let users = try Self.users([
      Self.file("zkey/repository/root.info", Self.key),
      Self.file("zkey/repository/root.skey", "apqns=05.0004"),
      Self.file("zkey/repository/other.info", "apqns=03.004c"),
      Self.file("opencryptoki/ep11tok01.conf", "APQN_ALLOWLIST\n3 0x4c\nEND\n"),
      Self.file("opencryptoki/opencryptoki.conf", "version opencryptoki-3.25\n"),
    ])
    #expect(users.unseen.isEmpty && users.programs.isEmpty)
    #expect(
      users.files == [
        Self.queue(3, 0x4c): [
          "/etc/zkey/repository/other.info", "/etc/zkey/repository/root.info",
          "/etc/opencryptoki/ep11tok01.conf",
        ], Self.queue(4, 0x4c): ["/etc/zkey/repository/root.info"],
      ])
  }

  @Test(arguments: [
    ("APQN_ANY\n", true), ("STRICT_MODE\n APQN_ANY # whatever\n", true),
    ("# APQN_ANY\nAPQN_ALLOWLIST\n3 0x4c\nEND\n", false), ("slot 4\n", false),
  ])
  func `takes any EP11 queue where its file says so`(text: String, isAny: Bool) throws {
    let users = try Self.users([Self.file("opencryptoki/ep11tok.conf", text)])
    #expect(users.ep11Files == (isAny ? ["/etc/opencryptoki/ep11tok.conf"] : []))
    #expect(QueueUsers().union(users).ep11Files == users.ep11Files)
  }

  @Test func `names nothing where it is not installed`() throws {
    #expect(try Self.users([Self.file("hostname", "x")]) == QueueUsers())
  }

  @Test func `is told as not looked at where its files can't be read or understood`() throws {
    let files = [
      Self.file("zkey/repository/root.info", Self.key),
      Self.file("zkey/repository/other.info", "apqns=nonsense"),
      Self.file("opencryptoki/ep11tok.conf", "APQN_ANY"),
    ]
    let users = try Self.users(
      files,
      [
        "zkey/repository/root.info": .errno(.permissionDenied),
        "opencryptoki": .errno(.permissionDenied),
      ])
    #expect(users.files.isEmpty)
    #expect(
      users.unseen == [
        "which queues /etc/zkey/repository/other.info names",
        "which queues /etc/zkey/repository/root.info names",
        "which queues /etc/opencryptoki names",
      ])
  }
}
