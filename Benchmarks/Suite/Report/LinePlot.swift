/// Curves over a logarithmic axis.
struct LinePlot {
  struct Point {
    var x: Double
    var y: Double
    /// The ends of a line through the point; nil: none.
    var spread: (least: Double, most: Double)?
  }

  let title: String
  let xName: String
  let yName: String
  let isLogarithmic: Bool
  let series: [(name: String, points: [Point])]

  private static let width = 760
  private static let height = 360
  private static let left = 64.0
  private static let bottom = 306.0

  var drawing: Drawing {
    var drawing = Drawing(width: Self.width, height: Self.height, title: title)
    let points = series.flatMap(\.points)
    let x = PlotScale(
      points.map(\.x), isLogarithmic: true, from: Self.left, to: Double(Self.width) - 20)
    let y = PlotScale(
      points.flatMap { [$0.y, $0.spread?.most ?? $0.y] }, isLogarithmic: isLogarithmic,
      from: Self.bottom, to: 60)
    drawGrid(x, y, on: &drawing)
    PlotLegend.draw(series.map(\.name), on: &drawing, x: Self.left, y: 16)
    for (index, curve) in series.enumerated() {
      let sorted = curve.points.sorted { $0.x < $1.x }
      drawing.path(sorted.map { (x.place($0.x), y.place($0.y)) }, style: "curve\(index)")
      for point in sorted {
        if let spread = point.spread {
          drawing.line(
            (x.place(point.x), y.place(spread.least)), (x.place(point.x), y.place(spread.most)),
            style: "curve\(index)")
        }
        drawing.dot(
          x: x.place(point.x), y: y.place(point.y), style: "fill\(index)",
          hint: "\(curve.name), \(Numbers.count(Int(point.x))): \(Numbers.short(point.y))")
      }
    }
    return drawing
  }

  private func drawGrid(_ x: PlotScale, _ y: PlotScale, on drawing: inout Drawing) {
    for tick in x.ticks {
      drawing.line((x.place(tick), 60), (x.place(tick), Self.bottom), style: "grid")
      drawing.label(
        Numbers.count(Int(tick)), x: x.place(tick), y: Self.bottom + 18, anchor: .middle,
        style: "tick")
    }
    for tick in y.ticks {
      drawing.line(
        (Self.left, y.place(tick)), (Double(Self.width) - 20, y.place(tick)), style: "grid")
      drawing.label(
        Numbers.tick(tick), x: Self.left - 8, y: y.place(tick) + 4, anchor: .end, style: "tick")
    }
    drawing.label(yName, x: 6, y: 46, style: "tick")
    drawing.label(
      xName, x: Double(Self.width) - 20, y: Self.bottom + 40, anchor: .end, style: "tick")
  }
}
