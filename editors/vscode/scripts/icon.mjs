// Draws icon.png: a signpost (標), one board each way. `node scripts/icon.mjs`
import { writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { crc32, deflateSync } from "node:zlib";

const SIZE = 256;
/** Samples per pixel and axis: soft edges. */
const SAMPLES = 4;

const NIGHT = [23, 43, 77];
const WOOD = [246, 241, 230];
const SIGNAL = [240, 138, 36];

/** Painted in this order; the last shape that holds a point gives its colour. Coordinates in 0..256. */
const SHAPES = [
  { colour: NIGHT, holds: roundedSquare(0, 0, 256, 52) },
  { colour: WOOD, holds: polygon([[119, 42], [128, 33], [137, 42], [137, 224], [119, 224]]) },
  { colour: SIGNAL, holds: polygon([[66, 62], [182, 62], [214, 86], [182, 110], [66, 110]]) },
  { colour: WOOD, holds: polygon([[190, 126], [82, 126], [50, 150], [82, 174], [190, 174]]) },
];

writeFileSync(path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "icon.png"), png(SIZE, pixel));

function pixel(x, y) {
  const sum = [0, 0, 0, 0];
  for (let i = 0; i < SAMPLES; i++) {
    for (let j = 0; j < SAMPLES; j++) {
      const [px, py] = [x + (i + 0.5) / SAMPLES, y + (j + 0.5) / SAMPLES].map((v) => (v * 256) / SIZE);
      const shape = SHAPES.findLast(({ holds }) => holds(px, py));
      if (shape === undefined) continue;
      shape.colour.forEach((value, channel) => (sum[channel] += value));
      sum[3] += 1;
    }
  }
  const covered = sum[3] || 1;
  return [sum[0] / covered, sum[1] / covered, sum[2] / covered, (sum[3] * 255) / SAMPLES ** 2].map(Math.round);
}

function roundedSquare(left, top, side, radius) {
  return (x, y) => {
    const inset = (value, start) => Math.max(start + radius - value, value - (start + side - radius), 0);
    return Math.hypot(inset(x, left), inset(y, top)) <= radius;
  };
}

/** Even-odd rule. */
function polygon(corners) {
  return (x, y) =>
    corners.reduce((inside, [ax, ay], i) => {
      const [bx, by] = corners[(i + 1) % corners.length];
      const crosses = ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax;
      return crosses ? !inside : inside;
    }, false);
}

/** RGBA, eight bits a channel. */
function png(size, colourAt) {
  const rows = Buffer.alloc(size * (1 + size * 4));
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) rows.set(colourAt(x, y), y * (1 + size * 4) + 1 + x * 4);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", deflateSync(rows, { level: 9 })), chunk("IEND")]);
}

function chunk(name, data = Buffer.alloc(0)) {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const frame = Buffer.alloc(8 + body.length);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), frame.length - 4);
  return frame;
}
