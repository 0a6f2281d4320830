"use strict";
const element = (id) => document.getElementById(id);
// who this page is to the program: one page at a time drives
const me = Array.from(crypto.getRandomValues(new Uint8Array(8)), (n) => n.toString(16)).join("");

let state = null;  // what the program said last
let isBusy = false;  // whether a message is on its way
let turn = 0;  // the number of messages so far: what was asked before one is old after it
let isLost = false;
let drawn = null;  // the version of the picture that is shown
const held = new Set();  // the keys that are pressed
const buttons = new Map();  // the directions that are held on the page: "0-", "0+"
const sliders = new Map();  // the numbers that were set by hand
const switched = new Map();  // the numbers that a key switches
let drag = null;  // the direction in which the pointer is dragged, of columns and rows
let oneStep = null;  // an action to make once
// In training the policy acts unless the person does, who begins: nothing is to be missed.
let isMine = true;

function notice(text) {
  element("notice").hidden = !text;
  element("notice").classList.toggle("bad", Boolean(text));
  element("notice").textContent = text;
}

async function take(reply) {
  const isFirst = !state;
  state = await reply.json();
  isLost = false;
  if (isFirst) build();
  render();
  await show();
}

// Shows the picture of the present moment, once it is loaded.
async function show() {
  if (drawn === state.version) return;
  const version = state.version;
  const next = new Image();
  next.src = `frame.png?${version}`;
  // a page that is not in front may wait for ever
  const late = new Promise((wake) => setTimeout(wake, 500));
  try { await Promise.race([next.decode(), late]); } catch { return; }
  element("picture").src = next.src;
  drawn = version;
}

async function poll() {
  if (isBusy) return;
  const asked = turn;
  const slow = state?.watched && setTimeout(() => { notice("The policy is learning."); }, 1500);
  try {
    const reply = await fetch("state", { cache: "no-store", headers: { "X-Diorama": me } });
    if (!reply.ok) return lose((await reply.text()).trim());
    if (turn === asked) await take(reply);
    if (slow && element("notice").textContent === "The policy is learning.") notice("");
  } catch {
    lose("");
  } finally {
    clearTimeout(slow);
  }
}

function lose(reason) {
  isLost = true;
  const kept = !state ? "" : state.watched
    ? ` What you did is kept in ${state.folder}; 'diorama train dagger --resume' goes on.`
    : ` ${state.saved} episodes are kept in ${state.folder}.`;
  notice(reason || `The program behind this page has ended, or was stopped.${kept}`);
  render();
}

async function send(message) {
  while (isBusy) await new Promise((wake) => setTimeout(wake, 5));
  if (isLost) return;
  isBusy = true;
  turn += 1;
  try {
    const reply = await fetch("do", {
      method: "POST", headers: { "X-Diorama": me, "Content-Type": "application/json" },
      body: JSON.stringify(message),
    });
    if (reply.ok) {
      notice("");
      await take(reply);
    } else {
      notice(`Not done: ${(await reply.text()).trim()}.`);
    }
  } catch {
    lose("");
  }
  isBusy = false;
  render();
}

const clip = (number, axis) => Math.min(axis.high, Math.max(axis.low, number));

// Returns what is pressed as numbers from -1 to 1, one for each axis, with whether anything is.
function pressed() {
  const pad = navigator.getGamepads?.().find((each) => each);
  const stick = (index) => {
    const value = pad?.axes[index] ?? 0;
    return Math.abs(value) < 0.15 ? 0 : value;
  };
  let isAny = false;
  const values = state.controls.axes.map((axis, index) => {
    let value = 0;
    const isDown = (keys) => keys.some((key) => held.has(key));
    if (isDown(axis.lower) || buttons.has(`${index}-`)) value -= 1;
    if (isDown(axis.raise) || buttons.has(`${index}+`)) value += 1;
    const keys = axis.raise.concat(axis.lower);
    const sign = (key) => (axis.raise.includes(key) ? 1 : -1);
    if (keys.includes("ArrowRight")) value += sign("ArrowRight") * stick(0);
    if (keys.includes("ArrowUp")) value -= sign("ArrowUp") * stick(1);
    if (keys.includes("r")) value -= sign("r") * stick(3);
    if (drag && axis.drag) {
      const length = Math.hypot(...axis.drag) || 1;
      value += (drag[0] * axis.drag[0] + drag[1] * axis.drag[1]) / length;
    }
    if (value) isAny = true;
    return Math.min(1, Math.max(-1, value));
  });
  return { values, isAny };
}

let padWas = [];
function watchPad() {
  const pad = navigator.getGamepads?.().find((each) => each);
  const isDown = [0, 1].map((index) => Boolean(pad?.buttons[index]?.pressed));
  if (isDown[0] && !padWas[0]) state.controls.axes.forEach((axis, i) => axis.toggle && flip(i));
  if (isDown[1] && !padWas[1] && state.watched) give(!isMine);
  padWas = isDown;
}

function flip(index) {
  const axis = state.controls.axes[index];
  switched.set(index, (switched.get(index) ?? axis.rest) === axis.low ? axis.high : axis.low);
  oneStep = {};  // so that it is seen
}

// Returns the message of the next step in training: the person's, or to let the policy act.
function nextWatched() {
  const own = next(isMine && element("live").checked);
  if (own) isMine = true;
  return own ?? (isMine ? null : { do: "watch", seen: state.watched.step });
}

// Leaves what a key switches as the policy has it.
function follow() {
  state.controls.axes.forEach((axis, index) => {
    if (!axis.toggle) return;
    const isHigh = state.watched.proposal[index] > (axis.low + axis.high) / 2;
    switched.set(index, isHigh ? axis.high : axis.low);
  });
}

// Returns the message of the person's next step; null where time stands still.
function next(isLive) {
  const seen = (state.watched ?? state).step;
  const once = oneStep;
  oneStep = null;
  if (state.controls.choices.length) {
    let choice = once?.choice ?? null;
    state.controls.choices.forEach((each, index) => {
      if (each.keys.some((key) => held.has(key)) || buttons.has(`${index}`)) choice = index;
    });
    if (choice === null && !isLive && !once) return null;
    const idle = state.controls.choices.findIndex((each) => each.name === "nothing");
    return { do: "step", choice: choice ?? Math.max(0, idle), seen };
  }
  const { values, isAny } = pressed();
  const isSet = [...sliders].some(([index, value]) => value !== state.controls.axes[index].rest);
  if (!isAny && !isSet && !once && !isLive) return null;
  const action = state.controls.axes.map((axis, index) => {
    if (switched.has(index)) return switched.get(index);
    const value = values[index];
    const range = value < 0 ? axis.rest - axis.low : axis.high - axis.rest;
    return clip((sliders.get(index) ?? axis.rest) + value * range, axis);
  });
  return { do: "step", action, seen };
}

const names = {
  ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", " ": "Space", PageUp: "PgUp",
  PageDown: "PgDn",
};
const keyName = (key) => names[key] ?? key.toUpperCase();

function make(kind, text, parent, set = {}) {
  const made = Object.assign(document.createElement(kind), set);
  made.append(text);
  parent.append(made);
  return made;
}

// A button that acts for as long as it is held, by pointer or by the keys of buttons.
function hold(name, text, keys, parent) {
  const button = make("button", text, parent, { type: "button" });
  for (const key of keys) {
    button.append(" ");
    make("kbd", keyName(key), button);
  }
  const begin = (event) => {
    event.preventDefault();
    buttons.set(name, true);
    button.classList.add("held");
  };
  const end = () => {
    buttons.delete(name);
    button.classList.remove("held");
  };
  button.addEventListener("pointerdown", begin);
  for (const kind of ["pointerup", "pointerleave", "pointercancel", "blur", "keyup"]) {
    button.addEventListener(kind, end);
  }
  button.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.stopPropagation();
    begin(event);
  });
}

function build() {
  const all = element("controls");
  if (state.watched) {
    for (const name of ["save", "discard", "undo", "more"]) element(name).hidden = true;
    element("give").hidden = false;
    element("hint").textContent = "The policy learns from what you do, and from nothing else. Hold keys "
      + "or a gamepad's stick, drag in the picture, or hold what is below: you take over. "
      + "Enter, or the gamepad's second button, lets the policy go on.";
    return buildControls(all);
  }
  element("live").checked = state.controls.isLive;
  if (state.controls.isLive) {
    element("hint").textContent = "Hold keys, a gamepad's stick, or what is below.";
  }
  buildControls(all);
}

function buildControls(all) {
  state.controls.choices.forEach((choice, index) => hold(`${index}`, choice.name, choice.keys, all));
  state.controls.axes.forEach((axis, index) => {
    const row = make("div", "", all, { className: "axis" });
    const label = make("label", axis.name, row, { htmlFor: `axis${index}` });
    if (axis.toggle) {
      const button = make("button", "Switch ", row, { type: "button" });
      make("kbd", keyName(axis.toggle), button);
      button.addEventListener("click", () => flip(index));
    } else {
      hold(`${index}-`, "−", axis.lower.slice(0, 1), row);
      hold(`${index}+`, "+", axis.raise.slice(0, 1), row);
    }
    const slider = make("input", "", row, {
      type: "range", id: `axis${index}`, min: axis.low, max: axis.high,
      step: (axis.high - axis.low) / 40, value: axis.rest,
    });
    label.id = `name${index}`;
    slider.addEventListener("input", () => {
      if (axis.toggle) switched.set(index, Number(slider.value));
      else sliders.set(index, Number(slider.value));
    });
    // what is let go springs back
    slider.addEventListener("change", () => {
      if (axis.toggle) return;
      oneStep = {};
      setTimeout(() => {
        sliders.delete(index);
        slider.value = axis.rest;
      }, state.period * 1000);
    });
  });
}

const count = (number, word) => `${number.toLocaleString("en")} ${word}${number === 1 ? "" : "s"}`;

function render() {
  if (!state) return;
  const s = state;
  element("environment").textContent = s.environment;
  element("summary").textContent = s.summary;
  element("metrics").replaceChildren(...Object.entries(s.metrics).map(([name, value]) => {
    const row = document.createElement("tr");
    make("th", name.replaceAll("_", " "), row, { scope: "row" });
    make("td", Number(value.toPrecision(4)).toString(), row);
    return row;
  }));
  if (s.watched) return renderWatched(s);
  document.title = `${s.environment}: ${count(s.saved, "episode")}`;
  element("saved").textContent = `${s.saved}${s.total ? ` of ${s.total}` : ""} recorded in `
    + `${s.folder}, ${count(s.successes, "success").replace("successs", "successes")}`;
  element("detail").textContent = `Episode ${s.episode + 1} · step ${s.step} of `
    + `${s.horizon.toLocaleString("en")} · return ${s.sum.toFixed(2)}`;
  const isOver = Boolean(s.ending);
  element("result").classList.toggle("success", s.success);
  element("result").textContent = s.isDone ? "All episodes are recorded"
    : (s.success ? "Success" : isOver ? "No success" : "\u00a0")
      + (isOver ? ` · the episode is over (${s.ending})` : "");
  element("save").disabled = isLost || s.isDone || s.step === 0;
  element("discard").disabled = isLost || s.step === 0;
  element("undo").disabled = isLost || !s.canUndo;
  element("remove").disabled = isLost || s.saved === 0;
  element("wait").disabled = isLost || isOver || s.isDone;
}

function renderWatched(s) {
  const { step, steps, taken, proposal } = s.watched;
  if (!isMine) follow();
  document.title = `${s.environment}: step ${step}`;
  element("saved").textContent = `Step ${step.toLocaleString("en")} of ${steps.toLocaleString("en")} `
    + `in ${s.folder}, ${taken.toLocaleString("en")} of them yours`;
  const wants = s.controls.choices.length
    ? s.controls.choices[proposal[0]]?.name : proposal.map((number) => number.toFixed(2)).join(", ");
  element("detail").textContent = `Episode ${s.episode + 1} · step ${s.step} of `
    + `${s.horizon.toLocaleString("en")} · the policy would do ${wants}`;
  element("result").classList.toggle("success", s.success);
  element("result").textContent = (isMine ? "You act" : "The policy acts")
    + (s.success ? " · success" : "");
  element("give").classList.toggle("mine", isMine);
  element("give").firstElementChild.textContent = isMine ? "Let the policy go on" : "Take over";
  element("give").disabled = isLost;
  element("wait").disabled = isLost;
}

const deeds = {
  save: () => send({ do: "save" }), discard: () => send({ do: "discard" }),
  undo: () => send({ do: "undo" }), remove: () => send({ do: "remove" }),
};
for (const [name, act] of Object.entries(deeds)) {
  element(name).addEventListener("click", () => {
    act();
    element("stage").focus();
  });
}
element("wait").addEventListener("click", () => { oneStep = {}; });

// Takes over, or gives back; what was pressed before is over then.
function give(toPerson) {
  isMine = toPerson;
  oneStep = null;
  render();
}
element("give").addEventListener("click", () => {
  give(!isMine);
  element("stage").focus();
});

const keys = {
  Enter: () => (state.watched ? give(!isMine) : deeds.save()),
  Escape: () => (state.watched ? give(true) : deeds.discard()),
  u: () => state.watched || deeds.undo(), ".": () => { oneStep = {}; },
};
const plain = (key) => (key.length === 1 ? key.toLowerCase() : key);
addEventListener("keydown", (event) => {
  if (!state || event.ctrlKey || event.metaKey || event.altKey) return;
  if (["INPUT", "BUTTON"].includes(event.target.tagName)
    && ["Enter", " ", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "PageUp", "PageDown"]
      .includes(event.key)) return;
  const key = plain(event.key);
  const { axes, choices } = state.controls;
  if (choices.some((each) => each.keys.includes(key))
    || axes.some((axis) => axis.lower.includes(key) || axis.raise.includes(key))) {
    event.preventDefault();
    held.add(key);
    if (!event.repeat && choices.length) {
      oneStep = { choice: choices.findIndex((each) => each.keys.includes(key)) };
    } else if (!event.repeat) {
      tapped.add(key);
    }
    return;
  }
  const toggled = axes.findIndex((axis) => axis.toggle === key);
  if (toggled >= 0) {
    event.preventDefault();
    if (!event.repeat) flip(toggled);
    return;
  }
  if (!keys[key] || event.repeat && key !== "u") return;
  event.preventDefault();
  keys[key]();
});
// a key that is let go before the next step was looked at counts for one
const tapped = new Set();
addEventListener("keyup", (event) => {
  const key = plain(event.key);
  if (!tapped.has(key)) held.delete(key);
  else tapped.delete(key), leaving.add(key);
});
const leaving = new Set();
addEventListener("blur", () => {
  for (const each of [held, tapped, leaving, buttons]) each.clear();
  drag = null;
});

const stage = element("stage");
let origin = null;
stage.addEventListener("pointerdown", (event) => {
  stage.setPointerCapture(event.pointerId);
  origin = [event.clientX, event.clientY];
  drag = [0, 0];
});
stage.addEventListener("pointermove", (event) => {
  if (!origin) return;
  // a fifth of the picture is as far as can be
  const full = stage.clientWidth / 5;
  const both = [event.clientX - origin[0], event.clientY - origin[1]].map((n) => n / full);
  const length = Math.hypot(...both);
  drag = length > 1 ? both.map((n) => n / length) : both;
});
for (const kind of ["pointerup", "pointercancel"]) {
  stage.addEventListener(kind, () => {
    origin = null;
    drag = null;
  });
}

// steps are made at the task's own pace
(async () => {
  let polled = 0;
  for (;;) {
    const start = performance.now();
    if (!state || isLost || state.watched?.isBusy || start - polled > 1000) {
      polled = start;
      await poll();
    }
    // what was pressed meanwhile waits until the last message is answered
    if (state && !isLost && !isBusy && !state.watched?.isBusy) {
      watchPad();
      const message = state.watched ? nextWatched() : next(element("live").checked);
      for (const key of leaving) held.delete(key);
      leaving.clear();
      tapped.clear();
      if (message && !state.ending && !state.isDone) await send(message);
    }
    const period = (state?.period ?? 0.1) * 1000;
    await new Promise((wake) => setTimeout(wake, Math.max(5, period - (performance.now() - start))));
  }
})();
