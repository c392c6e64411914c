/// The page with the plots of all results, without anything that it would have to load.
struct ReportPage {
  let results: [SuiteResults]

  var html: String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Weir: benchmarks</title>
    <style>
    \(Self.style)
    </style>
    </head>
    <body>
    <main>
    <h1>Weir: benchmarks</h1>
    \(plots.map(Self.figure).joined(separator: "\n"))
    <h2>Tables</h2>
    \(ReportTables(results: results).all.map(\.html).joined(separator: "\n"))
    <h2>How it was measured</h2>
    \(facts)
    </main>
    </body>
    </html>

    """
  }

  private static func figure(_ plot: Drawing) -> String {
    let caption = "<figcaption>\(Drawing.escaped(plot.title))</figcaption>"
    return "<figure>\(caption)\n\(plot.svg)</figure>"
  }

  private var facts: String {
    results.map { result in
      "<p class=\"facts\">\(Drawing.escaped(result.facts.text).replacing("\n", with: "<br>"))</p>"
    }.joined(separator: "\n")
  }

  private var plots: [Drawing] {
    let plots = ReportPlots(results: results)
    return plots.comparisons + plots.limits + plots.latency + plots.costs + plots.parallelism
      + plots.checkpoints + plots.starts
  }

  private static let style = """
    :root { color-scheme: light dark; --ground: #ffffff; --ink: #1c2126; --soft: #5b6670;
      --grid: #dde2e6; --c0: #1f6fd0; --c1: #d9670a; --c2: #1d8a55; --c3: #a33bb5; --c4: #8a6d00;
      --c5: #c42b55; --c6: #00838f; --c7: #6b6b6b; }
    @media (prefers-color-scheme: dark) { :root { --ground: #14181c; --ink: #e8ecef;
      --soft: #a2adb7; --grid: #333b43; --c0: #62a8ff; --c1: #ff9a45; --c2: #4fcb8d; --c3: #dd86ec; --c4: #dcbd3f;
      --c5: #ff7d9c; --c6: #4dd0e1; --c7: #b5b5b5; } }
    body { background: var(--ground); color: var(--ink); margin: 0;
      font: 15px/1.5 system-ui, sans-serif; }
    main { max-width: 860px; margin: 0 auto; padding: 24px 16px 64px; }
    h1 { font-size: 26px; } h2 { font-size: 19px; margin-top: 40px; }
    figure { margin: 28px 0; } figcaption { font-weight: 600; margin-bottom: 6px; }
    svg { width: 100%; height: auto; font: 12px system-ui, sans-serif; }
    svg text { fill: var(--ink); } svg .tick { fill: var(--soft); font-size: 11px; }
    svg .value { font-size: 11px; } svg .grid { stroke: var(--grid); stroke-width: 1; }
    \((0..<8).map(colour).joined(separator: "\n"))
    .wide { overflow-x: auto; }
    table { border-collapse: collapse; margin: 8px 0 24px; font-size: 13px; }
    th, td { padding: 4px 10px; border-bottom: 1px solid var(--grid); text-align: right; }
    th { color: var(--soft); font-weight: 600; }
    th:first-child, td:first-child { text-align: left; }
    .facts { color: var(--soft); font-size: 13px; }
    """

  private static func colour(_ index: Int) -> String {
    "svg .fill\(index) { fill: var(--c\(index)); }"
      + " svg .curve\(index) { stroke: var(--c\(index)); stroke-width: 2; fill: none; }"
  }
}
