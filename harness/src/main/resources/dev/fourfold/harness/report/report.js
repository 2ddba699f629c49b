"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const SLICES = {
    light: ["#0b5cad", "#c2570c", "#0a7a5c", "#8a3ffc", "#b3261e", "#8a6d00", "#0e7490", "#a3195b", "#57606a", "#4d7c0f", "#7c2d12", "#334155"],
    dark: ["#6db3ff", "#ff9d57", "#4fd1a5", "#c4a1ff", "#ff8f86", "#e6c64a", "#5fd0e6", "#ff86b6", "#a4afba", "#b5e550", "#e0a184", "#cbd5e1"],
  };

  const theme = () => root.dataset.theme;
  const colour = (name) => getComputedStyle(root).getPropertyValue("--" + name).trim();
  const number = (value, digits) => value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const times = (value) => number(value, value < 100 ? 2 : 1) + "×";
  const signed = (value, digits) => (value < 0 ? "−" : "+") + number(Math.abs(value), digits);

  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    Object.entries(attributes || {}).forEach(([key, value]) => element.setAttribute(key, value));
    element.append(...children);
    return element;
  };

  const fill = (element, ...children) => element.replaceChildren(...children);

  function table(caption, headings, rows) {
    const head = make("tr", {}, ...headings.map((h) => make("th", { scope: "col", ...(h.number ? { class: "number" } : {}) }, h.text || h)));
    const body = rows.map((cells) =>
      make("tr", {}, ...cells.map((cell, i) =>
        i === 0 ? make("th", { scope: "row" }, make("bdi", {}, String(cell))) : make("td", headings[i].number ? { class: "number" } : {}, String(cell)))));
    const scroll = make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption });
    scroll.append(make("table", {}, make("caption", {}, caption), make("thead", {}, head), make("tbody", {}, ...body)));
    return scroll;
  }

  const right = (text) => ({ text, number: true });

  /** A chart that resizes, that arrow keys walk through, and that says in words where it is. */
  function chart(host, label, options, values, say) {
    const box = make("div", { class: "chart", tabindex: "0", role: "group", "aria-label": label + " Arrow keys move from mark to mark." });
    const readout = make("p", { class: "readout", "aria-live": "polite" });
    if (host.plot) {
      host.plot.destroy();
    }
    fill(host, box, readout);
    const style = getComputedStyle(box);
    const width = () => Math.max(200, box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight));
    let last = null;
    const told = (u) => {
      const at = u.cursor.idx;
      if (at !== null && at !== undefined && at !== last) {
        last = at;
        readout.textContent = say(at);
      }
    };
    const plot = new uPlot({
      ...options(width()),
      width: width(),
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, y: false, points: { show: false } },
      hooks: { ...options(width()).hooks, setCursor: [told], destroy: [() => resized.disconnect()] },
    }, values, box);
    const go = (index) => {
      const at = Math.min(values[0].length - 1, Math.max(0, index));
      plot.setCursor({ left: plot.valToPos(values[0][at], "x"), top: 10 });
      if (last !== at) {
        last = at;
        readout.textContent = say(at);
      }
    };
    box.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
      if (step !== undefined) {
        event.preventDefault();
        go(last === null ? (step > 0 && step !== Infinity ? 0 : step === Infinity ? Infinity : 0) : last + step);
      }
    });
    const resized = new ResizeObserver(() => {
      const now = width();
      if (Math.abs(now - plot.width) > 1) {
        plot.setSize({ width: now, height: plot.height });
      }
    });
    resized.observe(box);
    host.plot = plot;
  }

  const axis = () => ({ stroke: colour("quiet"), grid: { stroke: colour("grid"), width: 1 }, ticks: { stroke: colour("line"), width: 1 }, font: "12px system-ui, sans-serif", labelFont: "12px system-ui, sans-serif", labelGap: 2 });

  /** Names below the marks where there is room, slanted where it is short, else every so many a number. */
  function nameAxis(names, width) {
    const room = (width - 70) / names.length;
    const named = room >= 26;
    const slanted = room < 90;
    const every = named ? 1 : Math.ceil(names.length / Math.max(2, Math.floor(width / 60)));
    const cut = (name) => { const points = [...name]; return points.length > 14 ? points.slice(0, 13).join("") + "…" : name; };
    return {
      ...axis(),
      grid: { show: false },
      splits: () => names.map((_, i) => i).filter((i) => i % every === 0),
      values: (u, at) => at.map((i) => (named ? cut(names[i]) : String(i + 1))),
      rotate: named && slanted ? 40 : 0,
      size: named && slanted ? 86 : 40,
      label: named ? undefined : "place in the table",
      labelSize: named ? 0 : 18,
    };
  }

  const byIndex = (count) => ({ time: false, range: () => [-0.6, count - 0.4] });

  /** 1, 2 or 5 times a power of ten. */
  const isRound = (value) => [1, 2, 5].includes(Number((value / 10 ** Math.floor(Math.log10(value) + 1e-9)).toPrecision(3)));

  function level(u, { value, stroke, dash }) {
    const y = Math.round(u.valToPos(value, "y", true)) + 0.5;
    const ctx = u.ctx;
    ctx.save();
    ctx.strokeStyle = stroke;
    ctx.lineWidth = 1.5 * devicePixelRatio;
    ctx.setLineDash(dash.map((d) => d * devicePixelRatio));
    ctx.beginPath();
    ctx.moveTo(u.bbox.left, y);
    ctx.lineTo(u.bbox.left + u.bbox.width, y);
    ctx.stroke();
    ctx.restore();
  }

  /** Over the marks, with a rim that keeps it readable there. */
  function levelName(u, { value, text, stroke }) {
    const ctx = u.ctx;
    const at = [text, u.bbox.left + u.bbox.width - 4 * devicePixelRatio, u.valToPos(value, "y", true) - 2 * devicePixelRatio];
    ctx.save();
    ctx.font = 12 * devicePixelRatio + "px system-ui, sans-serif";
    ctx.textAlign = "right";
    ctx.textBaseline = "bottom";
    ctx.lineJoin = "round";
    ctx.lineWidth = 4 * devicePixelRatio;
    ctx.strokeStyle = colour("panel");
    ctx.strokeText(...at);
    ctx.fillStyle = stroke;
    ctx.fillText(...at);
    ctx.restore();
  }

  function speedups(host, group) {
    const rows = group.rows.filter((row) => row.speedup);
    if (rows.length === 0) {
      fill(host, make("p", {}, "No candidate has a speedup."));
      return;
    }
    const top = Math.max(...rows.map((row) => row.speedup.high), group.limit || 1, group.human || 1) * 1.7;
    const bottom = Math.min(...rows.map((row) => row.speedup.low), 1) * 0.7;
    const bars = (u) => {
      const ctx = u.ctx;
      const size = (rows.length > 60 ? 1 : 5) * devicePixelRatio;
      ctx.save();
      ctx.strokeStyle = colour("mark");
      ctx.lineWidth = (rows.length > 60 ? 1 : 2) * devicePixelRatio;
      rows.forEach((row, i) => {
        const x = u.valToPos(i, "x", true);
        const low = u.valToPos(row.speedup.low, "y", true);
        const high = u.valToPos(row.speedup.high, "y", true);
        ctx.beginPath();
        ctx.moveTo(x, low);
        ctx.lineTo(x, high);
        ctx.moveTo(x - size, low);
        ctx.lineTo(x + size, low);
        ctx.moveTo(x - size, high);
        ctx.lineTo(x + size, high);
        ctx.stroke();
      });
      ctx.restore();
    };
    const levels = [{ value: 1, text: "baseline 1×", stroke: colour("baseline"), dash: [2, 3] }];
    if (group.human) {
      levels.push({ value: group.human, text: "human reference " + times(group.human), stroke: colour("human"), dash: [6, 4] });
    }
    if (group.limit) {
      levels.push({ value: group.limit, text: "hardware limit " + times(group.limit), stroke: colour("limit"), dash: [] });
    }
    const lines = (u) => levels.forEach((one) => level(u, one));
    const names = (u) => levels.forEach((one) => levelName(u, one));
    const points = (filled) => ({ stroke: colour("mark"), paths: () => null, points: { show: true, size: rows.length > 60 ? 4 : 10, width: 2, stroke: colour("mark"), fill: filled ? colour("mark") : colour("panel") } });
    chart(host, "Speedups over the baseline with their intervals, on a logarithmic axis.", (width) => ({
      height: width < 480 ? 340 : 400,
      scales: { x: byIndex(rows.length), y: { distr: 3, log: 10, range: () => [bottom, top] } },
      axes: [nameAxis(rows.map((row) => row.name), width), { ...axis(), size: 62, values: (u, at) => at.map((v) => (v !== null && isRound(v) ? v + "×" : "")) }],
      series: [{}, points(true), points(false)],
      hooks: { drawAxes: [lines], draw: [bars, names] },
    }), [rows.map((_, i) => i), rows.map((row) => (row.verdict === "verified" ? row.speedup.point : null)), rows.map((row) => (row.verdict === "verified" ? null : row.speedup.point))],
    (i) => rows[i].name + ": " + times(rows[i].speedup.point) + " (" + times(rows[i].speedup.low) + " to " + times(rows[i].speedup.high) + "), " + rows[i].verdict);
  }

  function rounds(host, tableHost, group) {
    const rows = group.rows.filter((row) => row.speedup && row.rounds.length > 0);
    if (rows.length === 0) {
      fill(host, make("p", {}, "Nobody was timed."));
      return;
    }
    const marks = [];
    rows.forEach((row, i) => row.rounds.forEach((ratio, k) => {
      const spread = row.rounds.length < 2 ? 0 : (k / (row.rounds.length - 1) - 0.5) * 0.6;
      marks.push({ x: i + spread, y: 100 * (ratio / row.speedup.point - 1), row, k, ratio });
    }));
    const percent = (value, row) => 100 * (value / row.speedup.point - 1);
    // One hopeless interval must not press everybody else's points flat: it is cut.
    const furthest = Math.max(1, ...marks.map((mark) => Math.abs(mark.y)));
    const most = 1.15 * Math.min(2 * furthest, Math.max(furthest, ...rows.flatMap((row) => [row.speedup.low, row.speedup.high].map((end) => Math.abs(percent(end, row))))));
    const cut = (value) => Math.max(-most, Math.min(most, value));
    const bands = (u) => {
      u.ctx.save();
      u.ctx.fillStyle = colour("band");
      rows.forEach((row, i) => {
        const from = u.valToPos(i - 0.4, "x", true);
        const to = u.valToPos(i + 0.4, "x", true);
        const low = u.valToPos(cut(percent(row.speedup.low, row)), "y", true);
        const high = u.valToPos(cut(percent(row.speedup.high, row)), "y", true);
        u.ctx.fillRect(from, high, to - from, low - high);
      });
      u.ctx.restore();
    };
    chart(host, "Each round's speedup against its candidate's estimate, in per cent.", (width) => ({
      height: width < 480 ? 300 : 320,
      scales: { x: byIndex(rows.length), y: { range: () => [-most, most] } },
      axes: [nameAxis(rows.map((row) => row.name), width), { ...axis(), size: 62, values: (u, at) => at.map((v) => (v === 0 ? "0 %" : signed(v, most < 5 ? 1 : 0) + " %")) }],
      series: [{}, { paths: () => null, points: { show: true, size: rows.length > 60 ? 3 : 7, width: 0, fill: colour("mark") } }],
      hooks: { drawAxes: [bands] },
    }), [marks.map((mark) => mark.x), marks.map((mark) => mark.y)],
    (i) => marks[i].row.name + ", round " + (marks[i].k + 1) + ": " + times(marks[i].ratio) + " (" + signed(marks[i].y, 1) + " %)");
    lazily(tableHost, () => table("Speedup of each round", ["candidate", right("round"), right("speedup"), right("off the estimate")], marks.map((mark) => [mark.row.name, mark.k + 1, times(mark.ratio), signed(mark.y, 1) + " %"])));
  }

  function lazily(details, build) {
    const show = () => {
      if (details.open && !details.querySelector("table")) {
        details.append(build());
      }
    };
    details.ontoggle = show;
    details.querySelectorAll(".scroll").forEach((old) => old.remove());
    show();
  }

  function phases(host, legendHost, tableHost, group) {
    const rows = group.rows.filter((row) => row.phases);
    if (rows.length === 0) {
      return;
    }
    const names = [...new Set(rows.flatMap((row) => row.phases.map((phase) => phase.name)))];
    const colours = SLICES[theme()];
    const share = (row, name) => row.phases.filter((phase) => phase.name === name).reduce((sum, phase) => sum + phase.share, 0);
    const running = rows.map(() => 0);
    const heights = names.map((name) => rows.map((row, i) => (running[i] += 100 * share(row, name))));
    const order = names.map((_, k) => k).reverse();
    const bars = uPlot.paths.bars({ size: [0.6, 90], align: 0 });
    const limits = (u) => {
      const ctx = u.ctx;
      ctx.save();
      ctx.lineWidth = 3 * devicePixelRatio;
      rows.forEach((row, i) => {
        const y = u.valToPos(100 * row.explainedFraction, "y", true);
        const middle = u.valToPos(i, "x", true);
        const half = Math.min(62 * devicePixelRatio, 0.42 * (u.valToPos(1, "x", true) - u.valToPos(0, "x", true)));
        const from = middle - half;
        const to = middle + half;
        ctx.strokeStyle = colour("panel");
        ctx.lineWidth = 5 * devicePixelRatio;
        ctx.beginPath();
        ctx.moveTo(from, y);
        ctx.lineTo(to, y);
        ctx.stroke();
        ctx.strokeStyle = colour("ink");
        ctx.lineWidth = 2.5 * devicePixelRatio;
        ctx.stroke();
      });
      ctx.restore();
    };
    chart(host, "Where a step's time goes, as shares of each candidate's own step.", (width) => ({
      height: width < 480 ? 340 : 360,
      scales: { x: byIndex(rows.length), y: { range: () => [0, 102] } },
      axes: [nameAxis(rows.map((row) => row.name), width), { ...axis(), size: 62, values: (u, at) => at.map((v) => v + " %") }],
      series: [{}, ...order.map((k) => ({ paths: bars, fill: colours[k % colours.length], width: 0, points: { show: false } }))],
      hooks: { draw: [limits] },
    }), [rows.map((_, i) => i), ...order.map((k) => heights[k])],
    (i) => rows[i].name + ": " + rows[i].phases.filter((phase) => phase.share >= 0.01).map((phase) => phase.name + " " + number(100 * phase.share, 0) + " %").join(", ") + "; the hardware needs " + number(100 * rows[i].explainedFraction, 1) + " %");
    fill(legendHost, ...names.map((name, k) => make("li", {}, swatch(colours[k % colours.length]), name)), make("li", {}, swatch(colour("ink")), "line: what the hardware needs"));
    lazily(tableHost, () => table("Time of each phase of a step", ["candidate", "phase", right("ms a step"), right("share"), right("of peak")], rows.flatMap((row) => row.phases.map((phase) => [row.name, phase.name, number(1e3 * phase.seconds, 3), number(100 * phase.share, 1) + " %", phase.fraction === undefined ? "–" : number(100 * phase.fraction, 1) + " %"]))));
  }

  function swatch(fillColour) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 10 10");
    svg.setAttribute("aria-hidden", "true");
    const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    rect.setAttribute("width", "10");
    rect.setAttribute("height", "10");
    rect.setAttribute("rx", "2");
    rect.setAttribute("fill", fillColour);
    svg.append(rect);
    return svg;
  }

  function losses(section, row) {
    const curve = section.querySelector(".losses");
    const off = section.querySelector(".deviations");
    const details = section.querySelector(".loss-table");
    const own = (row.losses || []).find((one) => one.trainer === "candidate");
    section.querySelector(".loss-figures").hidden = !own;
    section.querySelector(".no-losses").hidden = Boolean(own);
    if (!own) {
      return;
    }
    const base = row.losses.find((one) => one.trainer === "baseline");
    const steps = own.losses.map((_, i) => i + 1);
    const x = { time: false, range: () => [0.6, steps.length + 0.4] };
    const stepAxis = { ...axis(), label: "step", labelSize: 18, splits: () => steps, values: (u, at) => at.map(String) };
    const all = [...own.losses, ...own.expected];
    const span = Math.max(0.05, Math.max(...all) - Math.min(...all));
    chart(curve, "Loss of each step: the candidate's over the trusted trainer's.", () => ({
      height: 260,
      scales: { x, y: { range: () => [Math.min(...all) - 0.15 * span, Math.max(...all) + 0.15 * span] } },
      axes: [stepAxis, { ...axis(), size: 62, values: (u, at) => at.map((v) => number(v, 2)) }],
      series: [{}, { stroke: colour("human"), width: 6, points: { show: false } }, { stroke: colour("mark"), width: 2, points: { show: true, size: 8, fill: colour("mark") } }],
    }), [steps, own.expected, own.losses], (i) => "step " + steps[i] + ": " + own.losses[i].toFixed(7) + ", expected " + own.expected[i].toFixed(7));
    const tolerance = steps.map((_, i) => (i === 0 ? row.lossTolerance[0] : row.lossTolerance[1]));
    const relative = (sample) => sample.losses.map((loss, i) => (100 * (loss / sample.expected[i] - 1)) / tolerance[i]);
    const candidate = relative(own);
    const baseline = base ? relative(base) : steps.map(() => null);
    const most = 1.25 * Math.max(100, ...candidate.map(Math.abs), ...baseline.map((v) => Math.abs(v || 0)));
    const band = (u) => {
      u.ctx.save();
      u.ctx.fillStyle = colour("band");
      const high = u.valToPos(100, "y", true);
      u.ctx.fillRect(u.bbox.left, high, u.bbox.width, u.valToPos(-100, "y", true) - high);
      u.ctx.restore();
    };
    chart(off, "How far candidate and baseline are off the trusted trainer, in per cent of the tolerance.", () => ({
      height: 260,
      scales: { x, y: { range: () => [-most, most] } },
      axes: [stepAxis, { ...axis(), size: 62, values: (u, at) => at.map((v) => String(v).replace("-", "−") + " %") }],
      series: [{}, { stroke: colour("baseline"), width: 2, dash: [6, 4], points: { show: true, size: 10, width: 2, fill: colour("panel") } }, { stroke: colour("mark"), width: 2, points: { show: true, size: 7, fill: colour("mark") } }],
      hooks: { drawAxes: [band] },
    }), [steps, baseline, candidate], (i) => "step " + steps[i] + ": candidate " + signed(candidate[i], 1) + " %" + (base ? ", baseline " + signed(baseline[i], 1) + " %" : "") + " of a tolerance of " + tolerance[i].toExponential(2));
    lazily(details, () => table("Losses of the first timed episodes", ["trainer", right("step"), right("loss"), right("expected"), right("of the tolerance")], [["candidate", own, candidate], ["baseline", base, baseline]].filter((one) => one[1]).flatMap(([name, sample, relatives]) => steps.map((step, i) => [name, step, sample.losses[i].toFixed(7), sample.expected[i].toFixed(7), signed(relatives[i], 2) + " %"]))));
  }

  function checks(section, row) {
    const host = section.querySelector(".checks");
    const reasons = row.reasons.map((reason) => make("p", { class: row.verdict }, row.verdict + ": " + reason.message + " (" + reason.code + ")"));
    const rows = row.checks.map((check) => [check.kind, check.count, check.passed, check.nearest, check.fraction === null ? "not finite" : number(100 * check.fraction, 1) + " %"]);
    fill(host, ...reasons, rows.length === 0 ? make("p", {}, "Nothing was compared: it was rejected before.") : table("What was compared with the oracle or the trusted trainer", ["on", right("quantities"), right("passed"), "nearest to its bound", right("of the bound")], rows));
  }

  function chosen(section, group, index) {
    const row = group.rows[index];
    section.querySelectorAll(".chosen").forEach((element) => (element.textContent = row.name));
    losses(section, row);
    checks(section, row);
    const raw = section.querySelector(".raw");
    raw.hidden = !row.raw;
    raw.onclick = () => unpack(row.raw).then((blob) => save(blob, "result.json"));
  }

  async function unpack(base64) {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).blob();
  }

  function save(blob, name) {
    const link = make("a", { href: URL.createObjectURL(blob), download: name });
    document.body.append(link);
    link.click();
    link.remove();
  }

  function draw() {
    data.groups.forEach((group, i) => {
      const section = document.getElementById("group-" + i);
      speedups(section.querySelector(".speedups"), group);
      rounds(section.querySelector(".rounds"), section.querySelector(".round-table"), group);
      const explained = section.querySelector(".phases");
      if (explained) {
        phases(explained, section.querySelector(".phase-legend"), section.querySelector(".phase-table"), group);
      }
      const select = section.querySelector("select");
      select.onchange = () => chosen(section, group, Number(select.value));
      chosen(section, group, Number(select.value));
    });
  }

  function setTheme(name) {
    root.dataset.theme = name;
    const button = document.getElementById("theme");
    button.textContent = name === "dark" ? "Light colours" : "Dark colours";
    draw();
  }

  const start = () => {
    document.getElementById("theme").onclick = () => setTheme(theme() === "dark" ? "light" : "dark");
    dark.addEventListener("change", () => setTheme(dark.matches ? "dark" : "light"));
    document.getElementById("save-csv").onclick = () => save(new Blob([data.csv], { type: "text/csv" }), "fourfold-results.csv");
    document.getElementById("save-json").onclick = () => save(new Blob([JSON.stringify(data.groups, null, 1)], { type: "application/json" }), "fourfold-report.json");
    setTheme(dark.matches ? "dark" : "light");
    root.dataset.ready = "true";
  };
  start();
})();
