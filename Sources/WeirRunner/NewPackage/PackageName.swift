/// The name of a new package, made from the directory that somebody chose.
enum PackageName {
  /// Letters, digits and `-`; letters of other alphabets and signs become `-`. Never a name that
  /// the package's own modules or Weir's products have.
  static func make(from directoryName: String) -> String {
    var name = ""
    for byte in directoryName.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        name.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        if !name.isEmpty, name.last != "-" { name += "-" }
      }
    }
    while name.last == "-" { name.removeLast() }
    if name.first?.isNumber ?? true { name = name.isEmpty ? "my-jobs" : "jobs-" + name }
    let isTaken =
      name.lowercased().hasPrefix("weir")
      || ["jobs", "jobstests", "swift", "testing", "main"].contains(name.lowercased())
    return isTaken ? "my-" + name : name
  }
}
