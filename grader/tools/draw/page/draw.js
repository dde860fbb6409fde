// The page: asks the models for what is on the sheet, and shows what they say.

import { drawChart, fillTable, percent, signed } from "./charts.js";
import { bytesOf, paintGlow, paintGrey } from "./pictures.js";
import { Sheet } from "./sheet.js";

const PATIENCE = 400; // milliseconds without a stroke until the pictures of "What did it look at?" are asked for
const POLL = 700; // milliseconds between two looks at a measurement
const LEAST = 0.005; // that a network has to lose of its certainty until pixels glow
const SIDE = 28;

const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const status = one("#status");
const steps = all(".step"), cases = all(".case");
const names = all(".answer").map((each) => each.dataset.model);
let sampled = 0; // how many digits of the test set were taken
let measured = { amounts: {}, curves: {} };
let lookLater = 0, looksAreSeen = false;

const sheet = new Sheet(one("#sheet"), (ended) => ask(ended));

// Requests: one at a time, and after it the newest that has come meanwhile.

async function fetched(name, { body, ...query } = {}) {
  const address = new URL(name, location.href);
  for (const [key, value] of Object.entries(query)) address.searchParams.set(key, value);
  const options = body ? { method: "POST", body, headers: { "content-type": "application/octet-stream" } } : {};
  const response = await fetch(address, options).catch(() => null);
  if (!response) throw new Error("The command that shows this page has ended. Start it again: nox -s draw");
  const answer = response.headers.get("content-type")?.startsWith("application/json")
    ? await response.json()
    : { sentence: await response.text() };
  if (!response.ok) throw new Error(answer.sentence);
  return answer;
}

function inTurn(work) {
  let running = false, waiting = null;
  return async function run(...given) {
    if (running) {
      waiting = given;
      return;
    }
    running = true;
    try {
      await work(...given);
    } catch (error) {
      status.textContent = error.message;
    }
    running = false;
    if (waiting) run(...[waiting, (waiting = null)][0]);
  };
}

function chosen() {
  const query = {};
  for (const step of steps) query[step.dataset.step] = one("input", step).checked ? 1 : 0;
  for (const each of cases) query[each.dataset.variation] = one("input", each).value;
  return query;
}

// Answers.

const ask = inTurn(async (ended) => {
  if (sheet.isEmpty) {
    forget("Draw a digit first.");
    return;
  }
  const began = ended ?? performance.now();
  const answer = await fetched("answer", { body: sheet.pixels, ...chosen() });
  if (sheet.isEmpty) return; // it was cleared meanwhile
  showAnswers(answer);
  const took = performance.now() - began;
  showSteps(answer);
  const told = answer.models.map(({ name, answers, refusal }) => `${name}: ${refusal || said(answers.given)}`);
  status.textContent = `${told.join(". ")}. Answered in ${took.toFixed(0)} ms.`;
  status.dataset.took = took;
  clearTimeout(lookLater);
  if (looksAreSeen) lookLater = setTimeout(look, PATIENCE);
});

function ranked(chances) {
  return chances.map((chance, digit) => [digit, chance]).sort((one, other) => other[1] - one[1]);
}

function said(chances) {
  if (!chances) return "no answer, it says NaN";
  const [[digit, chance]] = ranked(chances);
  return `${digit} (${percent(chance)})`;
}

function showAnswers({ images, models }) {
  paintGrey(one("#given"), SIDE, SIDE, bytesOf(images.given));
  for (const { name, answers, refusal } of models) {
    const card = one(`.answer[data-model="${name}"]`);
    const verdict = one(".verdict", card), bars = all(".chances li", card);
    if (refusal || !answers.given) {
      refuse(card, refusal || "It answers with NaN: it has learned nothing that can be used.");
      continue;
    }
    const [[digit, chance], [next, nextChance]] = ranked(answers.given);
    const words = document.createElement("span");
    words.textContent = `${percent(chance, 1)}, then ${next} with ${percent(nextChance, 1)}`;
    verdict.replaceChildren(Object.assign(document.createElement("strong"), { textContent: digit }), words);
    verdict.classList.remove("refusal");
    bars.forEach((bar, place) => {
      fill(bar, answers.given[place]);
      bar.classList.toggle("first", place === digit);
      bar.classList.toggle("second", place === next);
    });
  }
}

function refuse(card, sentence) {
  one(".verdict", card).replaceChildren(sentence);
  one(".verdict", card).classList.add("refusal");
  for (const bar of all(".chances li", card)) {
    fill(bar, null);
    bar.classList.remove("first", "second");
  }
}

function fill(bar, chance) {
  one(".bar > span", bar).style.width = `${100 * (chance ?? 0)}%`;
  one(".value", bar).textContent = chance === null ? "–" : percent(chance, 1);
}

function showSteps({ images, models }) {
  for (const step of steps) {
    const name = step.dataset.step, on = one("input", step).checked;
    const canvas = one("canvas", step);
    one("figcaption", step).textContent = on ? "without" : "with";
    if (images[name]) paintGrey(canvas, SIDE, SIDE, bytesOf(images[name]));
    else clearPicture(canvas);
    for (const { name: model, answers } of models) {
      const row = one(`tr[data-model="${model}"]`, step);
      if (!row) continue;
      const cells = all("td", row), other = images[name] && answers[name] ? said(answers[name]) : "–";
      const given = images[name] && answers.given ? said(answers.given) : "–";
      [cells[0].textContent, cells[1].textContent] = on ? [given, other] : [other, given];
      const differs = given !== "–" && other !== "–" && given[0] !== other[0];
      cells.forEach((cell) => cell.classList.toggle("differs", differs));
    }
  }
  one("#given-note").textContent = images.fit
    ? "28 × 28 pixels, and nothing else."
    : "An image of the test set: it went through the steps below long ago.";
}

function clearPicture(canvas) {
  canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
}

function forget(sentence) {
  clearTimeout(lookLater);
  status.textContent = sentence;
  all("canvas").filter((canvas) => canvas.id !== "sheet").forEach(clearPicture);
  all(".chances li").forEach((bar) => {
    fill(bar, null);
    bar.classList.remove("first", "second");
  });
  all(".verdict:not(.refusal)").forEach((verdict) => {
    one("strong", verdict).textContent = "?";
    one("span", verdict).textContent = "Draw a digit.";
  });
  all(".step td").forEach((cell) => {
    cell.textContent = "–";
    cell.classList.remove("differs");
  });
  all(".look").forEach((each) => {
    one("p", each).textContent = "Draw a digit first.";
    one(".maps", each).hidden = true;
  });
}

// What did it look at?

const look = inTurn(async () => {
  if (sheet.isEmpty) return;
  const found = await fetched("look", { body: sheet.pixels, ...chosen() });
  const image = bytesOf(found.image);
  for (const { name, refusal, label, most, occlusion, maps } of found.models) {
    const card = one(`.look[data-model="${name}"]`);
    if (!card) continue;
    if (refusal) {
      one("p", card).textContent = refusal;
      continue;
    }
    const heat = bytesOf(occlusion.pixels);
    if (most < LEAST) heat.fill(0);
    paintGlow(one(".occlusion", card), occlusion.width, occlusion.height, image, heat);
    const canvas = one(".maps", card);
    canvas.hidden = !maps;
    if (maps) paintGrey(canvas, maps.picture.width, maps.picture.height, bytesOf(maps.picture.pixels));
    const needed = most < LEAST
      ? `No square makes it less sure of ${label}.`
      : `Without the brightest pixels, the probability of ${label} would be lower by ${most.toFixed(2)}.`;
    const seen = maps
      ? ` ${maps.shown} of ${maps.filters} maps of its first convolution, ${maps.rows} × ${maps.columns} pixels each.`
      : " It has no convolution.";
    one("p", card).textContent = needed + seen;
  }
});

new IntersectionObserver(([entry]) => {
  looksAreSeen = entry.isIntersecting;
  if (looksAreSeen) look();
}).observe(one("#looking"));

// Hard cases.

function lines(variation) {
  return names
    .map((name, place) => ({ name, place, shares: measured.curves[name]?.[variation] }))
    .filter(({ shares }) => shares);
}

function showCase(each) {
  const name = each.dataset.variation, slider = one("input", each), title = one("label", each).textContent;
  const output = one("output", each);
  output.textContent = `${signed(slider.value)}${output.dataset.unit ? `\u202f${output.dataset.unit}` : ""}`;
  const amounts = measured.amounts[name] ?? [Number(slider.min), Number(slider.max)];
  drawChart(one("svg", each), title, amounts, lines(name), Number(slider.value));
}

function showCurves() {
  for (const each of cases) {
    const found = lines(each.dataset.variation);
    showCase(each);
    one("details", each).hidden = !found.length;
    if (found.length) fillTable(one("table", each), measured.amounts[each.dataset.variation], found);
  }
}

async function poll() {
  try {
    measured = await fetched("curves");
  } catch (error) {
    one("#measured").textContent = error.message;
    return;
  }
  showCurves();
  const answering = all(".look").length;
  one("#measured").textContent = measured.sentence;
  one("#measure").disabled = measured.running;
  one("#measure").hidden = !measured.running && Object.keys(measured.curves).length >= answering;
  if (measured.running) setTimeout(poll, POLL);
}

// Buttons.

one("#clear").addEventListener("click", () => {
  sheet.clear();
  forget("Draw a digit on the sheet.");
});
one("#undo").addEventListener("click", () => {
  sheet.undo();
  ask();
});
one("#sample").addEventListener("click", async () => {
  const digit = one("#digit").value;
  try {
    const { image } = await fetched("sample", { digit, number: sampled++ });
    sheet.show(bytesOf(image));
    ask();
  } catch (error) {
    status.textContent = error.message;
  }
});
one("#keep")?.addEventListener("click", async () => {
  try {
    const { kept } = await fetched("keep", { body: sheet.pixels, label: one("#meant").value });
    one("#kept").textContent = `${kept} drawing${kept === 1 ? "" : "s"} kept`;
    sheet.clear();
    forget(`Kept as a ${one("#meant").value}. Draw the next one.`);
    one("#meant").value = "";
  } catch (error) {
    status.textContent = error.message;
  }
});
one("#reset").addEventListener("click", () => {
  for (const each of cases) one("input", each).value = one("input", each).defaultValue;
  showCurves();
  if (!sheet.isEmpty) ask();
});
one("#measure").addEventListener("click", async () => {
  one("#measure").disabled = true;
  try {
    await fetched("measure", { body: new Uint8Array(1) });
  } catch (error) {
    one("#measured").textContent = error.message;
  }
  poll();
});
for (const step of steps) {
  one("input", step).addEventListener("change", () => {
    if (!sheet.isEmpty) ask();
  });
}
for (const each of cases) {
  one("input", each).addEventListener("input", () => {
    showCase(each);
    if (!sheet.isEmpty) ask();
  });
}
showCurves();
poll();
fetched("ready").then(({ refusals }) => {
  for (const [name, sentence] of Object.entries(refusals)) refuse(one(`.answer[data-model="${name}"]`), sentence);
  if (sheet.isEmpty) status.textContent = "The models are ready. Draw a digit on the sheet.";
}, (error) => { status.textContent = error.message; });
