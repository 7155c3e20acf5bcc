// What the board's pages do beyond reading: charts, how old the figures are, a pause. All of it is
// extra: every figure stands in the page without it.
"use strict";

(() => {
  const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const clock = (seconds, exact) =>
    new Date(seconds * 1000).toLocaleTimeString("id-ID", {
      hour: "2-digit",
      minute: "2-digit",
      second: exact ? "2-digit" : undefined,
    });
  const figure = (value) =>
    value == null ? "–" : value.toLocaleString("id-ID", { maximumFractionDigits: 2 });
  const COLOURS = 8;
  const drawn = new Map();
  let paused = false;

  function options(place, found) {
    const axis = { stroke: style("--muted"), grid: { stroke: style("--line"), width: 1 }, ticks: { show: false } };
    const exact = found.at.at(-1) - found.at[0] < 600;
    const unit = found.unit ? ` ${found.unit}` : "";
    return {
      width: place.clientWidth,
      height: 220,
      cursor: { y: false },
      scales: { y: { range: (_, low, high) => [Math.min(0, low ?? 0), (high || 1) * 1.05] } },
      axes: [
        { ...axis, values: (_, at) => at.map((one) => clock(one, exact)) },
        { ...axis, size: 62, values: (_, all) => all.map((one) => figure(one) + unit) },
      ],
      series: [
        { label: "Pukul", value: (_, at) => (at == null ? "–" : clock(at, true)) },
        ...found.lines.map((line, place) => ({
          label: line.name,
          stroke: style(`--line-${(place % COLOURS) + 1}`),
          dash: place < COLOURS ? undefined : [6, 4],
          width: 2,
          spanGaps: true,
          points: { show: found.at.length < 3 },
          value: (_, value) => figure(value) + (value == null ? "" : unit),
        })),
      ],
    };
  }

  async function draw(place, anew) {
    const answer = await fetch(place.dataset.src);
    if (!answer.ok) return;
    const found = await answer.json();
    const points = [found.at, ...found.lines.map((line) => line.values)];
    const names = found.lines.map((line) => line.name).join("\n");
    const known = drawn.get(place);
    if (known && known.names === names && !anew) {
      known.plot.setData(points);
      return;
    }
    known?.plot.destroy();
    drawn.delete(place);
    if (!found.lines.length) return;
    drawn.set(place, { names, plot: new uPlot(options(place, found), points, place) });
  }

  const drawAll = (anew) => {
    for (const place of document.querySelectorAll(".chart")) draw(place, anew).catch(() => {});
  };

  function tellAge() {
    const live = document.getElementById("live");
    const updated = document.getElementById("updated");
    if (!live || !updated) return;
    const at = Number(live.dataset.ms);
    const seconds = Math.max(0, Math.round((Date.now() - at) / 1000));
    updated.textContent = at ? (seconds < 10 ? "baru saja" : `${seconds} detik lalu`) : "–";
    const now = document.querySelector(".status b");
    if (now) now.textContent = live.dataset.now;
  }

  const link = (text) => {
    const place = document.getElementById("link");
    if (place && place.textContent !== text) place.textContent = text;
  };

  document.addEventListener("DOMContentLoaded", () => {
    drawAll(false);
    tellAge();
    setInterval(tellAge, 1000);
    const button = document.getElementById("pause");
    if (button) {
      button.hidden = false;
      button.addEventListener("click", () => {
        paused = !paused;
        button.setAttribute("aria-pressed", String(paused));
        button.textContent = paused ? "Lanjutkan" : "Jeda";
      });
    }
    let width = window.innerWidth;
    window.addEventListener("resize", () => {
      if (window.innerWidth === width) return;
      width = window.innerWidth;
      drawAll(true);
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawAll(true));
    document.body.addEventListener("htmx:beforeRequest", (event) => {
      const choosing = document.activeElement?.closest("#live select");
      if (event.target.id === "live" && (paused || choosing)) event.preventDefault();
    });
    document.body.addEventListener("htmx:afterSwap", () => {
      tellAge();
      drawAll(false);
    });
    document.body.addEventListener("htmx:sseOpen", () => link(""));
    document.body.addEventListener("htmx:sseError", () => link("Terputus; mencoba lagi"));
  });
})();
