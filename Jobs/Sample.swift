/// Input that lies beside the jobs' own code.
enum Sample {
  /// The path of a file in this folder of the source tree, wherever the program is called from.
  static func path(_ name: String) -> String {
    let here = #filePath
    return here.prefix(through: here.lastIndex(of: "/") ?? here.startIndex) + name
  }
}
