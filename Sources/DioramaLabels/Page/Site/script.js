"use strict";
const element = (id) => document.getElementById(id);
const count = (number) => number.toLocaleString("en");

let state = null;  // what the server said last
let chosen = null;  // the number of the question that was picked among the answered
let shown = { number: null, time: 0 };  // which question is shown, since when
let isSending = false;
let isLost = false;

const current = () =>
  state?.questions.find((q) => q.number === chosen)
  ?? state?.questions.find((q) => !q.answer);
const lastOwn = () =>
  state?.questions.filter((q) => q.answer && q.by === "web")
    .sort((a, b) => a.answered - b.answered).at(-1);

async function poll() {
  try {
    const reply = await fetch("state", { cache: "no-store" });
    if (!reply.ok) {
      isLost = true;
      notice((await reply.text()).trim(), true);
    } else {
      state = await reply.json();
      if (isLost) notice("");
      isLost = false;
    }
  } catch {
    isLost = true;
    notice("The program behind this page has ended, or was stopped. What you answered is kept."
      + (state ? ` Questions that are open can be answered with: ${state.command}` : ""), true);
  }
  render();
}

async function send(question, answer) {
  isSending = true;
  render();
  try {
    const reply = await fetch("answer", {
      method: "POST", headers: { "X-Diorama": "1", "Content-Type": "application/json" },
      body: JSON.stringify(
        { question: question.number, answer, seen: question.answer ?? null }),
    });
    const text = (await reply.text()).trim();
    notice(reply.ok ? "" : `Your answer was not taken: ${text}.`, !reply.ok);
    chosen = reply.ok && answer === null ? question.number : null;
  } catch {
    isLost = true;  // poll says more
  }
  isSending = false;
  await poll();
}

function answer(word) {
  const question = current();
  // what has just appeared cannot have been looked at
  if (!question || isSending || isLost || performance.now() - shown.time < 300) return;
  if (question.answer === word) return leave();
  send(question, word);
}

function undo() {
  const question = lastOwn();
  if (question && !isSending && !isLost) send(question, null);
}

function leave() {
  chosen = null;
  render();
}

function notice(text, isBad = false) {
  element("notice").hidden = !text;
  element("notice").textContent = text;
  element("notice").classList.toggle("bad", isBad);
}

// replaces the content of an element only if it would differ: pictures do not flicker
function fill(id, facts, make) {
  const key = JSON.stringify(facts);
  if (element(id).dataset.key === key) return;
  element(id).dataset.key = key;
  element(id).replaceChildren(...make());
}

function source(id, path) {
  if (element(id).getAttribute("src") !== path) element(id).src = path;
}

function picture(path, text) {
  const image = new Image();
  image.src = path;
  image.alt = text;
  return image;
}

function render() {
  if (state) {
    renderHead();
    renderGrowth();
    renderPast();
  }
  renderQuestion();
}

function renderHead() {
  element("environment").textContent = state.environment;
  element("run").textContent = state.run;
  const asked = state.questions.length;
  const left = Math.max(0, state.budget - asked);
  const steps = state.step == null ? "" : ` · step ${count(state.step)}`
    + (state.steps == null ? "" : ` of ${count(state.steps)}`);
  element("steps").textContent =
    `${count(asked)} of ${count(state.budget)} asked · ${count(left)} left${steps}`;
  const kinds = state.questions.map((q) => q.answer ?? "open");
  const words = kinds.concat(Array(left).fill("left"));
  element("budget").ariaLabel = ["yes", "no", "open", "left"]
    .map((word) => `${words.filter((w) => w === word).length} ${word}`).join(", ");
  fill("budget", words, () => words.map((word) => {
    const mark = document.createElement("i");
    mark.className = word;
    return mark;
  }));
}

function renderQuestion() {
  const question = current();
  const open = state?.questions.filter((q) => !q.answer).length ?? 0;
  const isDone = state && state.questions.length >= state.budget;
  document.title = (open ? `(${open}) ` : "") + "Is this success?";
  if (shown.number !== (question?.number ?? null)) {
    shown = { number: question?.number ?? null, time: performance.now() };
  }
  element("picture").hidden = !question;
  element("stage").classList.toggle(
    "waiting", Boolean(state && !question && !isDone && !state.resumption));
  if (question) {
    source("picture", `questions/${question.number}.png`);
    element("prompt").textContent = "Is this success?";
    const others = open - (question.answer ? 0 : 1);
    element("detail").textContent = `Question ${question.number} · step ${count(question.step)}`
      + (question.answer ? ` · answered ${question.answer} by ${question.by}`
        : others ? ` · ${others} more waiting` : "");
  } else if (state) {
    element("picture").removeAttribute("src");
    element("prompt").textContent = isDone ? "All questions are answered" : "Nothing to answer now";
    element("detail").textContent = isDone
      ? "Pick one below to change your mind while training goes on."
      : state.resumption ? `Nothing trains this run now. It goes on with: ${state.resumption}`
        : "The next question appears here by itself while the run trains.";
  }
  for (const word of ["yes", "no"]) {
    element(word).disabled = !question || isSending || isLost;
    element(word).classList.toggle("given", question?.answer === word);
  }
  element("undo").disabled = !lastOwn() || isSending || isLost;
  element("back").hidden = !question?.answer;
}

function renderGrowth() {
  fill("examples", state.examples, () => Array.from(
    { length: state.examples }, (_, i) => picture(`examples/${i}.png`, "Success")));
  element("goals").hidden = state.examples === 0;
  element("learning").hidden = !state.curve;
  if (state.curve) source("curve", `curve.svg?${state.curve}`);
  element("watching").hidden = !state.film;
  if (state.film) source("film", `film.mp4?${state.film}`);
}

function renderPast() {
  const past = state.questions.filter((q) => q.answer).reverse();
  element("past").hidden = past.length === 0;
  fill("answers", [past, chosen], () => past.map((question) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = question.answer + (question.number === chosen ? " chosen" : "");
    button.title = `Question ${question.number}, step ${count(question.step)}: `
      + `${question.answer}, by ${question.by}`;
    const word = document.createElement("span");
    word.textContent = question.answer === "yes" ? "✓ yes" : "✗ no";
    button.append(picture(`questions/${question.number}.png`, button.title), word);
    button.addEventListener("click", () => {
      chosen = question.number;
      render();
      element("question").scrollIntoView({ block: "nearest" });
    });
    return button;
  }));
}

element("yes").addEventListener("click", () => answer("yes"));
element("no").addEventListener("click", () => answer("no"));
element("undo").addEventListener("click", undo);
element("back").addEventListener("click", leave);
element("film").autoplay = !matchMedia("(prefers-reduced-motion: reduce)").matches;
const keys = {
  y: () => answer("yes"), ArrowRight: () => answer("yes"),
  n: () => answer("no"), ArrowLeft: () => answer("no"), u: undo, Escape: leave,
};
addEventListener("keydown", (event) => {
  const isMeant = !(event.ctrlKey || event.metaKey || event.altKey || event.repeat)
    && event.target.tagName !== "VIDEO";
  const act = isMeant && (keys[event.key] ?? keys[event.key.toLowerCase()]);
  if (!act) return;
  event.preventDefault();
  act();
});

(async () => {
  for (;;) {
    await poll();
    await new Promise((wake) => setTimeout(wake, 1000));
  }
})();

