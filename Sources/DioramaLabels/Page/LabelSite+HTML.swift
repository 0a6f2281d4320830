// SPDX-License-Identifier: Apache-2.0

extension LabelSite {
  /// The page.
  static let html = """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Is this success?</title>
    <link rel="icon" href="icon.svg">
    <link rel="stylesheet" href="style.css">
    <script src="script.js" defer></script>
    </head>
    <body>
    <header>
      <h1 id="environment">&nbsp;</h1>
      <p id="run"></p>
      <p id="steps"></p>
    </header>
    <div id="budget" role="img"></div>
    <p id="notice" role="status" hidden></p>
    <main>
      <section id="question">
        <h2 id="prompt">Loading the questions</h2>
        <p id="detail">&nbsp;</p>
        <div id="stage"><img id="picture" alt="What the agent saw" hidden></div>
        <div id="verdict">
          <button id="no" type="button" aria-keyshortcuts="N ArrowLeft" disabled>
            <span>No</span> <kbd>N</kbd> <kbd>←</kbd></button>
          <button id="yes" type="button" aria-keyshortcuts="Y ArrowRight" disabled>
            <span>Yes</span> <kbd>Y</kbd> <kbd>→</kbd></button>
        </div>
        <p id="more">
          <button id="undo" type="button" aria-keyshortcuts="U" disabled>
            Undo <kbd>U</kbd></button>
          <button id="back" type="button" aria-keyshortcuts="Escape" hidden>
            Leave it as it is <kbd>Esc</kbd></button>
        </p>
      </section>
      <section id="goals">
        <h2>What success looks like</h2>
        <div id="examples"></div>
      </section>
      <section id="learning" hidden>
        <h2>Learning curve</h2>
        <img id="curve" alt="Return and success over the steps of training">
      </section>
      <section id="watching" hidden>
        <h2>Latest evaluation</h2>
        <video id="film" muted loop playsinline controls></video>
      </section>
      <section id="past" hidden>
        <h2>Answered so far</h2>
        <div id="answers"></div>
      </section>
    </main>
    </body>
    </html>

    """

  /// A tick on the blue of questions that are open.
  static let icon = """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
    <rect width="32" height="32" rx="7" fill="#1f5fbf"/>
    <path d="M8 17l5.5 5.5L24 10.5" fill="none" stroke="#fff" stroke-width="4"
      stroke-linecap="round" stroke-linejoin="round"/>
    </svg>

    """
}
