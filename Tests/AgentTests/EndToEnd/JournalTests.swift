import SystemPackage
import TestSupport
import Testing

/// What the shipped unit sends to a real journald, in its sandbox.
@Suite
struct `The journal of the unit under a real systemd` {
  private static let configuration = """
    version: 1
    policy: {mode: observe}
    guests:
      web01: {uuid: 62177883-f1bb-47f0-914d-32a22e3a8804, adapters: [0, 1], domains: 4}
    """

  /// A host of 16 x 85 queues, an agent that looks at it, and words to ask its journal.
  private static let begin = """
    export LD_LIBRARY_PATH=/mnt/tools
    cp /mnt/tools/apmatrix /usr/bin/
    mkdir -p /mnt/host /usr/lib/systemd/catalog
    cp /mnt/apmatrix.catalog /usr/lib/systemd/catalog/
    journalctl --update-catalog
    apmatrix fake create /mnt/host --kernel 7.1 --adapters $(seq -s, 0 15) --domains $(seq -s, 0 84)
    systemctl daemon-reload
    systemd-run --quiet --setenv=LD_LIBRARY_PATH apmatrix fake serve /mnt/host
    none=0x$(printf '0%.0s' $(seq 64)) all=0x$(printf 'f%.0s' $(seq 64))
    # The state and the times of each thread; one that only waits for a processor is running.
    threads() { sed 's/.*) //' /proc/$(systemctl show apmatrix -P MainPID)/task/*/stat | cut -d' ' -f1,12,13; }
    idle() { was=$(threads); sleep 1; [ "$was" = "$(threads)" ] && ! grep -q '^[RD]' <<<"$was"; }
    # The agent looks before and after all queues have moved: a look at half of them has other entries.
    mask() {
      until_it idle
      systemctl kill --signal=STOP apmatrix
      apmatrix fake write /mnt/host bus/ap/apmask "$1"
      systemctl kill --signal=CONT apmatrix
    }
    until_it() { for i in $(seq 1200); do "$@" >/dev/null 2>&1 && return; sleep 0.1; done; echo "in vain: $*"; }
    said() { journalctl -o cat "$@" | grep -q .; }
    status() { grep -q "$1" /run/apmatrix/status.json; }
    moves() {
      echo "$1: $(journalctl -o cat APMATRIX_QUEUE=$1 | sed 's/ (by .*(part/ (part/')"
    }
    systemctl start apmatrix
    until_it said APMATRIX_KIND=state

    """

  private func run(_ script: String) throws -> (output: String, errors: String) {
    let catalog = try TextFile.text(Repository.root.appending("Packaging/apmatrix.catalog"))
    return try SystemdBoot.runUnit(
      Self.configuration, script: Self.begin + script, files: ["apmatrix.catalog": catalog])
  }

  @Test(.enabled(if: SystemdBoot.isPossible, "needs root and a systemd that boots in namespaces"))
  func `has fields that are searched, a catalog, and each of 1,360 queues that move at once`()
    throws
  {
    let (output, errors) = try run(
      """
      mask $none
      until_it said APMATRIX_QUEUE=0f.0054
      journalctl --sync
      moves 00.0000
      moves 0f.0054
      all_named() { for q in $(seq 0 15); do printf '%02x.0054\\n' $q; done; }
      for queue in $(all_named); do said APMATRIX_QUEUE=$queue || echo "$queue is missing"; done
      journalctl APMATRIX_KIND=queues -o export | grep -c '^APMATRIX_QUEUE='
      entry() { journalctl APMATRIX_QUEUE=05.0047 -o export; }
      entry | grep -E '^(MESSAGE_ID|PRIORITY|SYSLOG_IDENTIFIER|APMATRIX_(KIND|CAUSE|OWNER.*))=' | sort
      journalctl APMATRIX_KIND=mask -o export | grep '^APMATRIX_VALUE'
      journalctl APMATRIX_KIND=mask -o cat | sed 's/ (.*//'
      journalctl -x APMATRIX_QUEUE=05.0047 | sed -n 's/^.. Subject: //p; /^.. are with/p'
      """)
    #expect(
      output == """
        00.0000: {00-0f}.{0000-0054}: the host (cex4queue) -> vfio_ap without a guest (part 1 of 3)
        0f.0054: {00-0f}.{0000-0054}: the host (cex4queue) -> vfio_ap without a guest (part 3 of 3)
        1360
        APMATRIX_CAUSE=other
        APMATRIX_KIND=queues
        APMATRIX_OWNER=unassigned
        APMATRIX_OWNER_BEFORE=host:cex4queue
        MESSAGE_ID=ec699d941d17497ebd59409b55700ffb
        PRIORITY=5
        SYSLOG_IDENTIFIER=apmatrix
        APMATRIX_VALUE_BEFORE=0x\(String(repeating: "f", count: 64))
        APMATRIX_VALUE=0x\(String(repeating: "0", count: 64))
        apmask: no longer keeps adapters 00-ff for the host
        Crypto queues changed hands
        ░░ are with unassigned now. A queue holds the secret master keys of

        """, "\(errors)")
  }

  @Test(.enabled(if: SystemdBoot.isPossible, "needs root and a systemd that boots in namespaces"))
  func `has all that happened while it was down or stood still, and the agent went on`() throws {
    let (output, errors) = try run(
      """
      sockets="systemd-journald.socket systemd-journald-dev-log.socket"
      systemctl stop systemd-journald-audit.socket $sockets systemd-journald
      mask $none
      until_it status '"passthrough":1360' && echo "looked while the journal was down"
      systemctl start $sockets systemd-journald
      until_it said APMATRIX_QUEUE=0f.0054
      moves 0f.0054
      kill -STOP $(pidof systemd-journald)
      mask $all
      until_it status '"host":1360' && echo "looked while journald stood still"
      kill -CONT $(pidof systemd-journald)
      until_it said APMATRIX_QUEUE=0f.0054 APMATRIX_OWNER=host:cex4queue
      moves 0f.0054
      systemctl stop apmatrix
      journalctl --sync
      said MESSAGE_ID=038429f6f95d4a3ca9077d13bf963295 --grep 'agent ends' && echo its end, too
      journalctl APMATRIX_KIND=lost -o cat
      """)
    #expect(
      output == """
        looked while the journal was down
        0f.0054: {00-0f}.{0000-0054}: the host (cex4queue) -> vfio_ap without a guest (part 3 of 3)
        looked while journald stood still
        0f.0054: {00-0f}.{0000-0054}: the host (cex4queue) -> vfio_ap without a guest (part 3 of 3)
        {00-0f}.{0000-0054}: vfio_ap without a guest -> the host (cex4queue) (part 3 of 3)
        its end, too

        """, "\(errors)")
  }

  @Test(.enabled(if: SystemdBoot.isPossible, "needs root and a systemd that boots in namespaces"))
  func `answers what the files answer, and nothing that others wrote into it`() throws {
    let (output, errors) = try run(
      #"""
      matrix=devices/vfio_ap/matrix uuid=62177883-f1bb-47f0-914d-32a22e3a8804
      does() { apmatrix fake write /mnt/host "$@"; }
      mask $none
      until_it said APMATRIX_QUEUE=0f.0054
      now=$(($(date +%s) + 1))
      until [ $(date +%s) -gt $now ]; do :; done
      does $matrix/mdev_supported_types/vfio_ap-passthrough/create $uuid
      until_it said APMATRIX_KIND=mdev
      for adapter in 0 1; do does $matrix/$uuid/assign_adapter $adapter; done
      does $matrix/$uuid/assign_domain 4
      until_it said APMATRIX_QUEUE=01.0004 APMATRIX_GUEST=web01
      does $matrix/$uuid/remove 1
      until_it said APMATRIX_QUEUE=01.0004 APMATRIX_OWNER=unassigned APMATRIX_UUID=$uuid
      systemctl stop apmatrix
      later=$(($(date +%s) + 1))
      entry=$(journalctl APMATRIX_QUEUE=01.0004 -o export -n 1 | grep ^APMATRIX_ENTRY=)
      printf '%s\n' MESSAGE_ID=ec699d941d17497ebd59409b55700ffb MESSAGE=forged APMATRIX_QUEUE=01.0004 \
        "${entry/unassigned/absent}" | runuser -u nobody -- logger --journald
      until_it said APMATRIX_QUEUE=01.0004 --grep forged
      files() { apmatrix history --history /var/lib/apmatrix/history "$@" 2>&1; }
      compare() {
        # The files have lines about themselves, and lines with numbers.
        files "$@" | grep -v '  file 20' | sed 's/,"number":.*/}/; s/^[0-9]*,20/,20/' >/mnt/by-files
        apmatrix history "$@" >/mnt/by-journal 2>&1
        diff /mnt/by-files /mnt/by-journal && echo "the same: $(echo "$*" | sed 's/@[0-9]*/TIME/')"
      }
      compare
      compare --queue 01.0004
      compare --queue 01.0004 --format json
      compare --queue 01.0004 --access --format csv
      compare --queue 01.0004 --since @$now --format csv
      compare --guest web01
      compare --guest 6217
      compare --cause other --since @$now
      compare --at @$now
      compare --at @$later --queue 01.0004 --queue 05.0047
      apmatrix history --queue 01.0004 --utc | tail -n 1 | grep -o 'guest web01.*'
      apmatrix history --at 1999-01-01
      apmatrix history --verify | cut -d ' ' -f 2-7
      apmatrix history --journal /var/log/journal/none
      """#)
    #expect(
      output == """
        the same:\u{20}
        the same: --queue 01.0004
        the same: --queue 01.0004 --format json
        the same: --queue 01.0004 --access --format csv
        the same: --queue 01.0004 --since TIME --format csv
        the same: --guest web01
        the same: --guest 6217
        the same: --cause other --since TIME
        the same: --at TIME
        the same: --at TIME --queue 01.0004 --queue 05.0047
        guest web01 -> vfio_ap without a guest
        apmatrix: journal: the history begins after 1999-01-01 00:00:00.000; of the time before nothing is known
        lines are as they were written;
        apmatrix: /var/log/journal/none: No such file or directory; name the agent's files with --history DIRECTORY

        """, "\(errors)")
  }
}
