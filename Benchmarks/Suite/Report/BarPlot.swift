/// Groups of lying bars, one for each series.
struct BarPlot {
  struct Bar {
    var series: Int
    var value: Double
    /// What is written behind the bar.
    var text: String
  }

  let title: String
  /// What the bars are measured in.
  let unit: String
  let series: [String]
  let groups: [(name: String, bars: [Bar])]

  private static let width = 760
  private static let nameWidth = 200.0
  private static let barHeight = 13.0
  private static let top = 34.0
  private static let gap = 9.0

  var drawing: Drawing {
    let barCount = groups.reduce(0) { $0 + $1.bars.count }
    let height =
      Self.top + Double(barCount) * Self.barHeight + Double(groups.count) * Self.gap + 34
    var drawing = Drawing(width: Self.width, height: Int(height), title: title)
    let scale = PlotScale(
      groups.flatMap { $0.bars.map(\.value) }, isLogarithmic: false, from: Self.nameWidth,
      to: Double(Self.width) - 130)
    PlotLegend.draw(series, on: &drawing, x: Self.nameWidth, y: 16)
    let bottom = height - 26
    for tick in scale.ticks {
      let x = scale.place(tick)
      drawing.line((x, Self.top - 6), (x, bottom), style: "grid")
      drawing.label(Numbers.tick(tick), x: x, y: bottom + 14, anchor: .middle, style: "tick")
    }
    drawing.label(unit, x: Double(Self.width) - 4, y: bottom + 14, anchor: .end, style: "tick")
    var y = Self.top
    for group in groups {
      let middle = y + Double(group.bars.count) * Self.barHeight / 2 + 4
      drawing.label(group.name, x: Self.nameWidth - 8, y: middle, anchor: .end)
      for bar in group.bars {
        drawing.box(
          x: Self.nameWidth, y: y + 1, width: scale.place(bar.value) - Self.nameWidth,
          height: Self.barHeight - 2, style: "fill\(bar.series)",
          hint: "\(group.name), \(series[bar.series]): \(bar.text) \(unit)")
        drawing.label(
          bar.text, x: scale.place(bar.value) + 5, y: y + Self.barHeight - 3, style: "value")
        y += Self.barHeight
      }
      y += Self.gap
    }
    return drawing
  }
}

/// The names of a plot's series beside their colours.
enum PlotLegend {
  static func draw(_ series: [String], on drawing: inout Drawing, x: Double, y: Double) {
    let start = x
    var (x, y) = (x, y)
    for (index, name) in series.enumerated() {
      drawing.box(x: x, y: y - 9, width: 10, height: 10, style: "fill\(index)", hint: name)
      drawing.label(name, x: x + 15, y: y)
      x += 32 + Double(name.count) * 6.8
      // Long legends go on in a second line.
      if x > Double(drawing.width) - 150 { (x, y) = (start, y + 16) }
    }
  }
}
