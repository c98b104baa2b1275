import Neighbours
import Testing

@Suite
struct `The words of the kernel's command line` {
  /// As next_arg() and parameq() take them.
  @Test(arguments: [
    (#"root=/dev/dasda1 ap.apmask="0xfb""#, ["root=/dev/dasda1", "ap.apmask=0xfb"]),
    (#""ap.apmask=0xfb"  quiet"#, ["ap.apmask=0xfb", "quiet"]),
    (#"dyndbg="file a +p" "a=b c"\#tquiet"#, ["dyndbg=file a +p", "a=b c", "quiet"]),
    (#"ap.apmask=0x"fb" a="b"#, [#"ap.apmask=0x"fb""#, "a=b"]),
    (#"a="" b=" c"#, ["a=", "b= c"]),
    ("modules-load=vfio-ap -x=-y", ["modules_load=vfio-ap", "_x=-y"]),
    ("", []),
  ])
  func `are without their quotes, in which blanks separate nothing`(line: String, words: [String]) {
    #expect(KernelWords.words(in: line) == words)
  }
}
