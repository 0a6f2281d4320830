// SPDX-License-Identifier: Apache-2.0

extension LabelSite {
  /// How the page looks, in light and dark, from the width of a phone on.
  static let style = """
    :root {
      --ground: #f4f4f2; --card: #fff; --sunk: #ebebe8; --line: #dcdcd8;
      --ink: #1d1e20; --faint: #666a70;
      --yes: #17774a; --no: #b03a30; --open: #1f5fbf; --on: #fff;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --ground: #121315; --card: #1b1d20; --sunk: #0c0d0e; --line: #2f3237;
        --ink: #e8e9eb; --faint: #9da3ab;
        --yes: #4fc08d; --no: #ee7d72; --open: #7eb0ff; --on: #101113;
      }
      #curve { filter: invert(.9) hue-rotate(180deg); }
    }
    * { box-sizing: border-box; margin: 0; }
    [hidden] { display: none !important; }
    body {
      background: var(--ground); color: var(--ink);
      font: 16px/1.4 system-ui, sans-serif; font-variant-numeric: tabular-nums;
      max-width: 1240px; margin: 0 auto; padding: 20px 24px 48px;
    }
    header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 12px; }
    h1 { font-size: 20px; font-weight: 650; letter-spacing: -.01em; }
    h2 { font-size: 15px; font-weight: 600; margin-bottom: 12px; }
    #run, #steps, #detail { color: var(--faint); font-size: 15px; }
    #steps { margin-left: auto; }

    #budget { display: flex; gap: 3px; margin: 10px 0 20px; }
    #budget i { flex: 1; height: 6px; border-radius: 3px; background: var(--line); }
    #budget .yes { background: var(--yes); }
    #budget .no { background: var(--no); }
    #budget .open { background: var(--open); }

    #notice {
      margin-bottom: 20px; padding: 12px 16px; border-radius: 10px; overflow-wrap: anywhere;
      background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--open);
    }
    #notice.bad { border-left-color: var(--no); }

    main { display: grid; gap: 20px; grid-template-columns: minmax(0, 11fr) minmax(0, 10fr); }
    section {
      background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 20px;
    }
    #past { grid-column: 1 / -1; }

    #prompt { font-size: 24px; font-weight: 650; letter-spacing: -.015em; margin: 0; }
    #stage {
      display: grid; grid-template: 100% / 100%; place-items: center;
      margin: 14px 0; border-radius: 10px; overflow: hidden;
      height: clamp(260px, calc(100vh - 366px), 620px); background: var(--sunk);
    }
    #picture { height: 100%; width: 100%; object-fit: contain; }
    #stage.waiting::after {
      content: ""; width: 12px; height: 12px; border-radius: 50%; background: var(--open);
      animation: breathe 2.4s ease-in-out infinite;
    }
    @keyframes breathe { 50% { opacity: .25; transform: scale(.8); } }

    button {
      font: inherit; color: inherit; background: none; border: 0; border-radius: 10px;
      padding: 0; cursor: pointer; touch-action: manipulation;
    }
    button:focus-visible { outline: 3px solid var(--open); outline-offset: 2px; }
    button:disabled { opacity: .35; cursor: default; }
    kbd {
      font: 12px/1 system-ui, sans-serif; padding: 2px 6px; border-radius: 5px; opacity: .75;
      border: 1px solid currentcolor; vertical-align: 2px;
    }
    #verdict { display: grid; grid-template-columns: 1fr 1fr; gap: 12px; }
    #verdict button {
      min-height: 60px; color: var(--on); background: var(--yes); transition: filter .1s;
    }
    #verdict button span { font-size: 19px; font-weight: 650; margin-right: 6px; }
    #verdict #no { background: var(--no); }
    #verdict button:enabled:hover { filter: brightness(1.1); }
    #verdict button:enabled:active { filter: brightness(.9); }
    #verdict .given { box-shadow: 0 0 0 3px var(--card), 0 0 0 5px currentcolor; }
    #verdict #yes.given { color: var(--on); box-shadow: 0 0 0 3px var(--card), 0 0 0 5px var(--yes); }
    #verdict #no.given { color: var(--on); box-shadow: 0 0 0 3px var(--card), 0 0 0 5px var(--no); }
    #more { display: flex; justify-content: space-between; margin: 8px -10px -10px; }
    #more button { min-height: 44px; padding: 0 10px; color: var(--faint); }
    #more button:enabled:hover { color: var(--ink); }

    #examples { display: grid; grid-template-columns: repeat(5, 1fr); gap: 6px; }
    #examples img { width: 100%; border-radius: 6px; display: block; }
    #curve, #film { width: 100%; border-radius: 8px; display: block; }
    #film { background: var(--sunk); }

    #answers { display: grid; grid-template-columns: repeat(auto-fill, 76px); gap: 10px; }
    #answers button { border-radius: 8px; overflow: hidden; background: var(--sunk); }
    #answers img { width: 100%; display: block; }
    #answers span { display: block; padding: 5px 0; font-size: 13px; font-weight: 600; }
    #answers .yes span { color: var(--yes); }
    #answers .no span { color: var(--no); }
    #answers .chosen { outline: 3px solid var(--open); }

    @media (max-width: 860px) {
      main { grid-template-columns: minmax(0, 1fr); }
      #stage { height: auto; aspect-ratio: 1; max-height: 62vh; width: 100%; }
      #learning { order: 1; }
      #past { order: 0; }
      #examples { grid-template-columns: repeat(6, 1fr); }
    }
    @media (max-width: 480px) {
      body { padding: 14px 12px 32px; }
      main { gap: 12px; }
      section { padding: 14px; }
      #steps { margin-left: 0; width: 100%; }
      #budget { margin: 8px 0 12px; gap: 2px; }
      #steps, #detail { font-size: 14px; }
      #answers { grid-template-columns: repeat(auto-fill, minmax(64px, 1fr)); }
    }
    @media (pointer: coarse) { kbd { display: none; } }
    @media (prefers-reduced-motion: reduce) { * { animation: none !important; } }

    """
}
