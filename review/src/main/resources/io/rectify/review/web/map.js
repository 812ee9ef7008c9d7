"use strict";
// Rows as points of a plane; a line drawn around some, or a box by numbers, is a queue. Drawn points are a sample where rows are many; a queue takes all.
const GRID = 1000;
const MOST_CORNERS = 32;
const LEGEND = 12;
const SIDES = ["left", "right", "bottom", "top"];

const plane = {
  map: null,
  line: [],        // corners of what is chosen, on the grid
  drawing: false,
};

const gridX = (x, width) => 8 + x / (GRID - 1) * (width - 16);
const gridY = (y, height) => height - 8 - y / (GRID - 1) * (height - 16);

/** Hues that follow each other are far apart. */
const hueOf = k => (k * 137.508 + 210) % 360;
const colourOf = k => `hsl(${hueOf(k)} 62% 48%)`;

async function openMap() {
  if ($("open-map").hidden) {
    return;
  }
  notice("");
  $("open-map").disabled = true;
  try {
    plane.map ??= await ask("map");
  } catch (error) {
    notice(error.message);
    return;
  } finally {
    $("open-map").disabled = false;
  }
  const map = plane.map;
  const names = state.project.classes;
  show("map-words", `Each point is a row, and rows that are alike are near each other. The two directions in which features differ most have ${(100 * map.explained).toFixed(0)} % of their variance: what is apart here is apart, what is together here may not be. ${map.x.length < map.rows ? `${map.x.length} of ${map.rows} rows are drawn, at random; what you choose takes all.` : ""}`);
  $("map-class").replaceChildren(element("option", "all", { value: "" }), ...map.classes.map(one => element("option", one.name, { value: String(names.indexOf(one.name)) })));
  $("map-table").tBodies[0].replaceChildren(...map.classes.map(one => {
    const line = element("tr", "");
    line.append(element("th", one.name, { scope: "row" }), element("td", String(one.rows)), element("td", `${Math.round(one.x)}, ${Math.round(one.y)}`), element("td", String(one.suspicious)));
    return line;
  }));
  $("map").showModal();
  chooseBox();
}

function pointsToDraw() {
  const only = $("map-class").value;
  const map = plane.map;
  const all = [];
  for (let i = 0; i < map.x.length; i++) {
    if (only === "" || map.given[i] === Number(only)) {
      all.push(i);
    }
  }
  return $("map-colour").value === "wrong" ? all.sort((a, b) => map.wrong[a] - map.wrong[b]) : all;
}

function drawMap() {
  const canvas = $("map-points");
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  const scale = window.devicePixelRatio || 1;
  canvas.width = width * scale;
  canvas.height = height * scale;
  const ink = canvas.getContext("2d");
  ink.scale(scale, scale);
  const style = getComputedStyle(document.body);
  const bySuspicion = $("map-colour").value === "wrong";
  const soft = style.getPropertyValue("--soft");
  const bad = style.getPropertyValue("--bad");
  const map = plane.map;
  for (const i of pointsToDraw()) {
    const wrong = map.wrong[i] / 100;
    ink.fillStyle = bySuspicion ? (wrong >= 0.5 ? bad : soft) : colourOf(map.given[i]);
    ink.globalAlpha = bySuspicion ? 0.25 + 0.75 * wrong : 0.75;
    ink.beginPath();
    ink.arc(gridX(map.x[i], width), gridY(map.y[i], height), bySuspicion ? 1.5 + 2.5 * wrong : 2.2, 0, 2 * Math.PI);
    ink.fill();
  }
  ink.globalAlpha = 1;
  if (plane.line.length > 1) {
    ink.strokeStyle = style.getPropertyValue("--ink");
    ink.lineWidth = 2;
    ink.setLineDash([6, 4]);
    ink.beginPath();
    plane.line.forEach(([x, y]) => ink.lineTo(gridX(x, width), gridY(y, height)));
    if (!plane.drawing) {
      ink.closePath();
    }
    ink.stroke();
  }
  legend(bySuspicion);
}

function legend(bySuspicion) {
  const entry = (colour, text) => {
    const line = element("li", "");
    const dot = element("i", "");
    dot.style.background = colour;
    line.append(dot, text);
    return line;
  };
  const classes = [...plane.map.classes].sort((a, b) => b.rows - a.rows);
  $("map-legend").replaceChildren(...(bySuspicion
    ? [entry("var(--bad)", "probably wrong, the larger the surer"), entry("var(--soft)", "others")]
    : [...classes.slice(0, LEGEND).map(one => entry(colourOf(state.project.classes.indexOf(one.name)), one.name)),
      ...(classes.length > LEGEND ? [element("li", `and ${classes.length - LEGEND} more; choose one above to see it alone`)] : [])]));
}

/** How many points are inside, by how often a line to the right crosses the border. */
function countInside() {
  const line = plane.line;
  let count = 0;
  for (let k = 0; k < plane.map.x.length; k++) {
    const px = plane.map.x[k];
    const py = plane.map.y[k];
    let inside = false;
    let edge = false;
    for (let i = 0, j = line.length - 1; i < line.length; j = i++) {
      const [xi, yi] = line[i];
      const [xj, yj] = line[j];
      const turn = (xj - xi) * (py - yi) - (yj - yi) * (px - xi);
      edge ||= turn === 0 && Math.min(xi, xj) <= px && px <= Math.max(xi, xj) && Math.min(yi, yj) <= py && py <= Math.max(yi, yj);
      if ((yi > py) !== (yj > py)) {
        inside = inside !== ((turn > 0) === (yj > yi));
      }
    }
    count += inside || edge ? 1 : 0;
  }
  return count;
}

function chosen() {
  const map = plane.map;
  const count = plane.line.length < 3 ? 0 : countInside();
  const about = map.x.length < map.rows ? `, about ${Math.round(count * map.rows / map.x.length)} of ${map.rows} rows` : "";
  show("map-chosen", `${count} of ${map.x.length} points are inside${about}.`);
  $("map-enter").disabled = count === 0;
  drawMap();
}

function chooseBox() {
  const [left, right, bottom, top] = SIDES.map(side => Math.max(0, Math.min(GRID - 1, Math.round(Number($(`map-${side}`).value) || 0))));
  plane.line = [[left, bottom], [right, bottom], [right, top], [left, top]];
  chosen();
}

function place(event) {
  const box = $("map-points").getBoundingClientRect();
  const onGrid = share => Math.max(0, Math.min(GRID - 1, Math.round(share * (GRID - 1))));
  return [onGrid((event.clientX - box.left - 8) / (box.width - 16)), onGrid((box.bottom - 8 - event.clientY) / (box.height - 16))];
}

/** Leaves out corners, that which matters least first (Visvalingam and Whyatt), until few enough are left. */
function simpler(line) {
  const corners = [...line];
  while (corners.length > MOST_CORNERS) {
    let least = 0;
    let size = Infinity;
    corners.forEach(([x, y], i) => {
      const [ax, ay] = corners.at(i - 1);
      const [bx, by] = corners[(i + 1) % corners.length];
      const area = Math.abs((ax - x) * (by - y) - (ay - y) * (bx - x));
      if (area < size) {
        size = area;
        least = i;
      }
    });
    corners.splice(least, 1);
  }
  return corners;
}

function listenToMap(click) {
  const canvas = $("map-points");
  canvas.addEventListener("pointerdown", event => {
    canvas.setPointerCapture(event.pointerId);
    plane.drawing = true;
    plane.line = [place(event)];
  });
  canvas.addEventListener("pointermove", event => {
    if (plane.drawing) {
      const [x, y] = place(event);
      const [lastX, lastY] = plane.line.at(-1);
      if (Math.hypot(x - lastX, y - lastY) >= 5) {
        plane.line.push([x, y]);
        drawMap();
      }
    }
  });
  const end = () => {
    if (plane.drawing) {
      plane.drawing = false;
      plane.line = simpler(plane.line);
      chosen();
    }
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  SIDES.forEach(side => $(`map-${side}`).addEventListener("input", chooseBox));
  $("map-colour").addEventListener("change", drawMap);
  $("map-class").addEventListener("change", drawMap);
  window.addEventListener("resize", () => $("map").open && drawMap());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => $("map").open && drawMap());
  click("open-map", openMap);
  click("map-close", () => $("map").close());
  click("map-enter", () => {
    $("map").close();
    enter("area:" + plane.line.map(corner => corner.join(",")).join(";"));
  });
}
