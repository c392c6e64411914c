/// An inline SVG picture that grows shape by shape. Colours are classes of the page's style sheet,
/// so that one picture is legible on light and on dark ground.
struct Drawing {
  let width: Int
  let height: Int
  let title: String
  private var shapes: [String] = []

  enum Anchor: String {
    case start, middle, end
  }

  init(width: Int, height: Int, title: String) {
    self.width = width
    self.height = height
    self.title = title
  }

  mutating func line(
    _ from: (x: Double, y: Double), _ to: (x: Double, y: Double), style: String
  ) {
    shapes.append(
      "<line x1=\"\(Self.text(from.x))\" y1=\"\(Self.text(from.y))\" x2=\"\(Self.text(to.x))\""
        + " y2=\"\(Self.text(to.y))\" class=\"\(style)\"/>")
  }

  /// A rectangle with a text that shows when one points at it.
  mutating func box(
    x: Double, y: Double, width: Double, height: Double, style: String, hint: String
  ) {
    shapes.append(
      "<rect x=\"\(Self.text(x))\" y=\"\(Self.text(y))\" width=\"\(Self.text(max(0, width)))\""
        + " height=\"\(Self.text(max(0, height)))\" rx=\"2\" class=\"\(style)\">"
        + "<title>\(Self.escaped(hint))</title></rect>")
  }

  mutating func dot(x: Double, y: Double, style: String, hint: String) {
    shapes.append(
      "<circle cx=\"\(Self.text(x))\" cy=\"\(Self.text(y))\" r=\"4\" class=\"\(style)\">"
        + "<title>\(Self.escaped(hint))</title></circle>")
  }

  mutating func path(_ points: [(x: Double, y: Double)], style: String) {
    let steps = points.enumerated().map { index, point in
      "\(index == 0 ? "M" : "L")\(Self.text(point.x)) \(Self.text(point.y))"
    }
    shapes.append("<path d=\"\(steps.joined(separator: " "))\" class=\"\(style)\"/>")
  }

  mutating func label(
    _ text: String, x: Double, y: Double, anchor: Anchor = .start, style: String = "label"
  ) {
    shapes.append(
      "<text x=\"\(Self.text(x))\" y=\"\(Self.text(y))\" text-anchor=\"\(anchor.rawValue)\""
        + " class=\"\(style)\">\(Self.escaped(text))</text>")
  }

  var svg: String {
    "<svg viewBox=\"0 0 \(width) \(height)\" role=\"img\" aria-label=\"\(Self.escaped(title))\">\n"
      + shapes.joined(separator: "\n") + "\n</svg>"
  }

  private static func text(_ number: Double) -> String { Numbers.fixed(number, 1) }

  /// A text within HTML.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
    return result
  }
}
