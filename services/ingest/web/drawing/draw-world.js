// Draws `src/components/viewer/world.svg`, the map beside an item's place: `npm run draw-world`.
// The outlines are Natural Earth's at 1:110,000,000, which are in the public domain, as the package world-atlas has them.
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';
import { merge, mesh } from 'topojson-client';

const WORLD = createRequire(import.meta.url)('world-atlas/countries-110m.json');
const TARGET = new URL('../src/components/viewer/world.svg', import.meta.url);
/** Units to a degree: the source is no finer. */
const UNITS = 10;

const { countries } = WORLD.objects;
const land = merge(WORLD, countries.geometries).coordinates.flat();
const borders = mesh(WORLD, countries, (one, other) => one !== other).coordinates;

// Its grey is seen on a light and on a dark sea. A line keeps its width when the map is magnified.
const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${360 * UNITS} ${180 * UNITS}">
<path fill="#7f8f86" fill-opacity=".55" d="${land.map((ring) => `${line(ring)}z`).join('')}"/>
<path fill="none" stroke="#fff" stroke-opacity=".45" vector-effect="non-scaling-stroke" d="${borders.map(line).join('')}"/>
</svg>
`;
writeFileSync(TARGET, drawing);

/** A line through places in an equirectangular projection: the first absolute, the others from one to the next. */
function line(places) {
  const points = places.map(([longitude, latitude]) => [
    Math.round((longitude + 180) * UNITS),
    Math.round((90 - latitude) * UNITS),
  ]);
  const steps = points.slice(1).map(([x, y], index) => [x - points[index][0], y - points[index][1]]);
  const moved = steps.filter(([x, y]) => x !== 0 || y !== 0);
  return `M${points[0].join(' ')}l${moved.flat().join(' ').replaceAll(' -', '-')}`;
}
