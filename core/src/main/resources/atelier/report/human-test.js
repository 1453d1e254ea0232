"use strict";
(() => {
  /** What the page was made with; which pictures are real is not among it. */
  const test = JSON.parse(document.body.dataset.test);
  const element = (id) => document.getElementById(id);
  const sheet = element("sheet");
  /** Milliseconds without a picture between two, so that nobody compares them. */
  const PAUSE = 250;

  const answers = [];
  let person = "";
  let form = 0;
  let order = [];
  let shownAt = 0;
  let waiting = false;
  let saved = false;

  /** 32 bits of a text: Fowler, Noll and Vo, FNV-1a. */
  const hash = (text) => {
    let value = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(text)) {
      value = Math.imul(value ^ byte, 0x01000193);
    }
    return value >>> 0;
  };

  /** Draws of numbers below a limit: Marsaglia 2003, Xorshift RNGs, doi 10.18637/jss.v008.i14. */
  const draws = (seed) => {
    let state = seed || 1;
    return (limit) => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return (state >>> 0) % limit;
    };
  };

  const shuffled = (numbers, draw) => {
    const result = numbers.slice();
    for (let i = result.length - 1; i > 0; i--) {
      const j = draw(i + 1);
      [result[i], result[j]] = [result[j], result[i]];
    }
    return result;
  };

  /** Draws picture NUMBER of the sheet, enlarged by a whole factor to about so many pixels. */
  const paint = (canvas, number, pixels) => {
    const scale = Math.max(1, Math.floor(pixels / test.size));
    const step = test.size + test.gap;
    const left = test.gap + (number % test.columns) * step;
    const top = test.gap + Math.floor(number / test.columns) * step;
    canvas.width = test.size * scale;
    canvas.height = test.size * scale;
    const pen = canvas.getContext("2d");
    pen.imageSmoothingEnabled = false;
    pen.drawImage(sheet, left, top, test.size, test.size, 0, 0, canvas.width, canvas.height);
  };

  const show = (id) => {
    for (const part of ["start", "task", "end"]) {
      element(part).hidden = part !== id;
    }
    window.scrollTo(0, 0);
  };

  const examples = () => {
    for (const number of test.examples) {
      const canvas = document.createElement("canvas");
      paint(canvas, number, 128);
      element("examples").append(canvas);
    }
  };

  const next = () => {
    if (answers.length === order.length) {
      finish();
      return;
    }
    element("place").textContent = answers.length + 1 + " / " + order.length;
    element("progress").value = answers.length;
    paint(element("picture"), order[answers.length], 336);
    shownAt = performance.now();
    waiting = true;
  };

  const answer = (real) => {
    if (!waiting) {
      return;
    }
    waiting = false;
    const milliseconds = Math.round(performance.now() - shownAt);
    answers.push({ picture: order[answers.length], real, milliseconds });
    const canvas = element("picture");
    canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
    setTimeout(next, PAUSE);
  };

  const begin = () => {
    person = element("person").value.trim() || "anonymous-" + Math.floor(Math.random() * 1e9).toString(36);
    const draw = draws(hash(test.id + "\n" + person));
    form = draw(test.forms.length);
    order = shuffled(test.forms[form], draw);
    element("progress").max = order.length;
    show("task");
    next();
  };

  const finish = () => {
    waiting = false;
    const text = JSON.stringify(
      { format: "atelier-human-test", version: test.version, test: test.id, person, form, shown: order.length, answers },
      null,
      1
    );
    const name = "human-" + person.replace(/[^\p{L}\p{N}_-]+/gu, "-") + ".json";
    const save = element("save");
    save.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    save.download = name;
    save.onclick = () => {
      saved = true;
    };
    element("file").textContent = name;
    element("text").value = text;
    show("end");
  };

  element("begin").onclick = begin;
  element("person").onkeydown = (event) => {
    if (event.key === "Enter") {
      begin();
    }
  };
  element("real").onclick = () => answer(true);
  element("generated").onclick = () => answer(false);
  element("stop").onclick = finish;
  element("text").onfocus = (event) => {
    event.target.select();
    saved = true;
  };
  document.addEventListener("keydown", (event) => {
    if (element("task").hidden || event.repeat) {
      return;
    }
    if (event.key === "ArrowLeft") {
      answer(true);
    } else if (event.key === "ArrowRight") {
      answer(false);
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (answers.length > 0 && !saved) {
      event.preventDefault();
    }
  });
  sheet.decode().then(() => {
    examples();
    element("begin").disabled = false;
  });
})();
