// SPDX-License-Identifier: Apache-2.0

extension StudyReport {
  /// How many colours there are for learners.
  static let colorCount = 8

  /// The style sheet: light, dark and on paper; wide and narrow.
  ///
  /// The colours are those of Okabe and Ito, which people who see colours differently tell apart, darker
  /// on white and lighter on black so that each has a contrast of 3 to 1 at least.
  static let style = """
    :root {
      color-scheme: light dark;
      --ground: #faf9f7; --panel: #ffffff; --ink: #1c2127; --soft: #5b6570; --line: #dfdcd6;
      --grid: #ebe8e3; --accent: #1f5fbf; --bad: #a3261d; --badground: #fbeeec;
      --better: #1f6fbf; --worse: #c2571a;
      --s0: #0072b2; --s1: #c8520a; --s2: #00855f; --s3: #a8578a; --s4: #7a6a00; --s5: #5a4fcf;
      --s6: #b3261e; --s7: #2b7f8c; --random: #8a8f98; --zero: #a9a49b; --expert: #3d444d;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --ground: #14171a; --panel: #1b1f23; --ink: #e6e8ea; --soft: #9aa4ae; --line: #30363c;
        --grid: #292f35; --accent: #7fb2f5; --bad: #ff9a8f; --badground: #33201e;
        --better: #4f9be8; --worse: #e08a4d;
        --s0: #4ea8e4; --s1: #f0894a; --s2: #35c09a; --s3: #dd94c0; --s4: #d3bf3c; --s5: #a79cff;
        --s6: #ff8078; --s7: #62c3d0; --random: #8a929b; --zero: #6d747c; --expert: #cdd3d9;
      }
    }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body { margin: 0 auto; padding: 2.5rem 1.25rem 4rem; max-width: 64rem; background: var(--ground);
      color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif;
      font-variant-numeric: tabular-nums; }
    h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem; letter-spacing: -.01em; }
    h2 { font-size: 1.25rem; margin: 0 0 .35rem; }
    h3 { font-size: 1rem; margin: 1.4rem 0 .5rem; }
    p { margin: .4rem 0; max-width: 46rem; }
    a { color: var(--accent); }
    code, pre { font: .85em/1.5 ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
    .lead { font-size: 1.1rem; }
    .facts, .soft, .intro, small { color: var(--soft); }
    nav { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; margin-top: .8rem; font-size: .92rem; }
    nav a { text-decoration: none; }
    nav a:hover { text-decoration: underline; }
    section, aside { background: var(--panel); border: 1px solid var(--line); border-radius: 10px;
      padding: 1.25rem 1.4rem 1.4rem; margin-top: 1.25rem; }
    .trouble { background: var(--badground); border-color: var(--bad); }
    .trouble h2 { color: var(--bad); }
    .trouble ul { margin: .4rem 0; padding-left: 1.2rem; }
    .key { display: inline-block; width: .7em; height: .7em; border-radius: 50%; margin-right: .45em;
      background: var(--c); }
    .legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; font-size: .92rem; }
    table { border-collapse: collapse; width: 100%; font-size: .94rem; }
    th { text-align: left; font-weight: 600; }
    thead th { color: var(--soft); font-weight: 500; font-size: .84rem; }
    th, td { padding: .38rem .6rem; border-bottom: 1px solid var(--line); vertical-align: middle; }
    tbody tr:last-child > * { border-bottom: 0; }
    .wide { overflow-x: auto; }
    .forest { table-layout: fixed; }
    .forest th, .forest td { padding-left: .4rem; padding-right: .4rem; }
    .forest th[scope=row] { overflow-wrap: anywhere; }
    .w-name { width: 18%; } .w-axis { width: 28%; } .w-small { width: 8.5%; } .w-seeds { width: 13%; }
    .w-return { width: 11%; }
    .forest .each { padding-left: 1.1rem; }
    .ends { display: flex; justify-content: space-between; }
    .number, thead .number { text-align: right; white-space: nowrap; }
    td.each { color: var(--soft); font-size: .86rem; }
    .lost, .why { color: var(--bad); }
    .track { position: relative; height: 1.5rem;
      background: linear-gradient(var(--grid), var(--grid)) center / 100% 1px no-repeat,
        linear-gradient(90deg, var(--grid) 1px, transparent 1px) 0 0 / 25% 100%;
      border-right: 1px solid var(--grid); }
    .track i { position: absolute; }
    .track .band { top: .4rem; height: .7rem; background: var(--c); opacity: .26; border-radius: 3px;
      min-width: 2px; }
    .track .single { background: none; opacity: .7; border: 1px dashed var(--c); }
    .track .dot { top: .5rem; width: .5rem; height: .5rem; margin-left: -.25rem; border-radius: 50%;
      border: 1.5px solid var(--c); background: var(--panel); }
    .track .middle { top: .15rem; width: 3px; height: 1.2rem; margin-left: -1.5px; border-radius: 2px;
      background: var(--c); }
    .numbers td, .numbers th, .matrix th { white-space: nowrap; }
    .side { display: flex; flex-wrap: wrap; gap: 0 3rem; }
    .side > div { max-width: 100%; }
    .matrix { width: auto; }
    .matrix th, .matrix td { border: 0; padding: .2rem .35rem; }
    .matrix thead th { vertical-align: bottom; }
    .matrix td { text-align: center; }
    .chance { padding: .3rem .6rem; border-radius: 6px; min-width: 4.6rem; line-height: 1.25;
      background: color-mix(in srgb, var(--c) var(--w), transparent); }
    .chance small { display: block; font-size: .74rem; min-height: 1em; color: inherit; opacity: .8; }
    .grid { display: grid; gap: 1rem 1.4rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); }
    .plot { margin: .4rem 0 0; max-width: 34rem; }
    .plot svg { display: block; width: 100%; height: auto; font: 12px system-ui, "Noto Sans", sans-serif; }
    .films { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr)); }
    .film { margin: 0; }
    .film video { display: block; width: 100%; height: auto; border-radius: 8px; background: #000; }
    figcaption { font-size: .9rem; margin-top: .35rem; }
    figcaption .soft { display: block; font-size: .86rem; }
    details { border-top: 1px solid var(--line); padding: .45rem 0; }
    details:first-of-type { border-top: 0; }
    summary { cursor: pointer; }
    .settings td, .settings th { font-size: .86rem; font-weight: 400; vertical-align: top; }
    .settings td:nth-child(3) { font-family: ui-monospace, "DejaVu Sans Mono", monospace; }
    pre { margin: .5rem 0; white-space: pre-wrap; }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.2rem; margin: .6rem 0; }
    dt { color: var(--soft); }
    dd { margin: 0; overflow-wrap: anywhere; }
    .terms dt { color: inherit; font-weight: 600; }
    @media (max-width: 46rem) {
      body { padding: 1.4rem .7rem 3rem; }
      section, aside { padding: 1rem .9rem; border-radius: 8px; }
      .forest, .forest tbody { display: block; }
      .forest thead, .forest colgroup { display: none; }
      .forest tr { display: flex; flex-wrap: wrap; gap: .1rem .9rem; padding: .5rem 0;
        border-bottom: 1px solid var(--line); }
      .forest tr:last-child { border-bottom: 0; }
      .forest th, .forest td { border: 0; padding: 0; }
      .forest th[scope=row], .forest .axis { width: 100%; }
      .forest td[data-name]:not(:empty)::before { content: attr(data-name) " "; color: var(--soft);
        font-size: .8rem; }
      .forest td { font-size: .88rem; }
      dl { grid-template-columns: 1fr; gap: 0; }
      dd { margin-bottom: .5rem; }
    }
    @media print {
      :root { color-scheme: light; }
      html { font-size: 11px; }
      body { max-width: none; padding: 0; background: #fff; font-size: 11px; }
      video::-webkit-media-controls { display: none; }
      section, aside { border: 0; border-top: 1px solid var(--line); border-radius: 0; padding: .8rem 0;
        margin: .6rem 0 0; }
      nav { display: none; }
      tr, figure, .matrix { break-inside: avoid; }
      h2, h3 { break-after: avoid; }
      .grid { grid-template-columns: 1fr 1fr; }
      * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    }
    """
}
