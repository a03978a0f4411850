// Charts with logarithmic axes, as SVG that is readable on light and dark pages.

const WIDTH = 640;
const HEIGHT = 360;
const FRAME = { left: 64, right: 28, top: 16, bottom: 44 };
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00"];

/** `series`: points `[x, microseconds]` by label. */
export function plot({ title, unit, series }) {
  const lines = Object.entries(series);
  const points = lines.flatMap(([, line]) => line);
  const x = axis(points.map(([value]) => value), FRAME.left, WIDTH - FRAME.right);
  const y = axis(points.map(([, value]) => value), HEIGHT - FRAME.bottom, FRAME.top);
  const bottom = HEIGHT - FRAME.bottom;
  const right = WIDTH - FRAME.right;
  const height = HEIGHT + 18 * lines.length;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escape(`Time of a decision by ${title}`)}">
<style>
text { font: 12px system-ui, sans-serif; fill: #444 }
path, line { fill: none; stroke: #999; stroke-opacity: 0.4 }
@media (prefers-color-scheme: dark) { text { fill: #bbb } }
</style>
${x.ticks
  .map((tick) => `<path d="M${x.place(tick)} ${FRAME.top}V${bottom}"/><text x="${x.place(tick)}" y="${bottom + 16}" text-anchor="middle">${number(tick)}</text>`)
  .join("\n")}
${y.ticks
  .map((tick) => `<path d="M${FRAME.left} ${y.place(tick)}H${right}"/><text x="${FRAME.left - 8}" y="${y.place(tick) + 4}" text-anchor="end">${duration(tick)}</text>`)
  .join("\n")}
<text x="${(FRAME.left + right) / 2}" y="${HEIGHT - 8}" text-anchor="middle">${escape(unit)}</text>
${lines.map(([label, line], index) => drawn(label, line, index, x, y)).join("\n")}
</svg>
`;
}

function drawn(label, line, index, x, y) {
  const colour = COLOURS[index % COLOURS.length];
  // Told apart without colours, too.
  const dash = label.startsWith("hand-written") ? ' stroke-dasharray="6 4"' : "";
  const stroke = `style="stroke:${colour};stroke-opacity:1;stroke-width:2"${dash}`;
  const path = line.map(([at, took]) => `${x.place(at)} ${y.place(took)}`).join("L");
  const legend = HEIGHT + 18 * index + 8;
  return `<path d="M${path}" ${stroke}/>
<line x1="${FRAME.left}" y1="${legend}" x2="${FRAME.left + 28}" y2="${legend}" ${stroke}/>
<text x="${FRAME.left + 36}" y="${legend + 4}">${escape(label)}</text>`;
}

/** Whole powers of ten around the values, from pixel `from` to pixel `to`. */
function axis(values, from, to) {
  const low = Math.floor(Math.log10(Math.min(...values)) + 1e-9);
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values)) - 1e-9));
  const place = (value) =>
    Math.round((from + ((Math.log10(value) - low) / (high - low)) * (to - from)) * 10) / 10;
  return { place, ticks: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)) };
}

const number = (value) => value.toLocaleString("en");

/** Microseconds in the unit that has the fewest digits. */
export function duration(microseconds) {
  const [value, unit] =
    microseconds < 1
      ? [microseconds * 1e3, "ns"]
      : microseconds < 1e3
        ? [microseconds, "µs"]
        : [microseconds / 1e3, "ms"];
  return `${Number(value.toPrecision(2)).toLocaleString("en")} ${unit}`;
}

const escape = (text) => text.replace(/[&<>"]/gu, (character) => `&#${character.charCodeAt(0)};`);
