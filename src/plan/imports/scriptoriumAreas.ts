import { createHash } from 'node:crypto';
import { longest } from '../atoms.js';
import { shortName } from '../paths.js';
import type { ImportedArea } from './importedPlan.js';
import { plainLine } from './plainLine.js';
import type { Remark } from './sourceFile.js';
import { readOtherwise } from './sourceFile.js';

/** The hash by which Scriptorium knows what it has cut: SHA-1 of the text, in capitals. */
export function contentHash(content: Buffer): string {
  return createHash('sha1').update(content).digest('hex').toUpperCase();
}

/** `tickets/.area-hashes`: for which content of each area its tickets were written. */
export function areaHashes(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(/\r?\n/).flatMap((line): readonly (readonly [string, string])[] => {
      const [, area, hash] = /^([^:]+):([0-9A-Fa-f]{40})\s*$/.exec(line) ?? [];
      return area === undefined || hash === undefined ? [] : [[area, hash.toUpperCase()]];
    }),
  );
}

export interface ReadAreas {
  readonly areas: readonly ImportedArea[];
  /** The new names, by those of the source. */
  readonly names: ReadonlyMap<string, string>;
  readonly remarks: readonly Remark[];
}

/** Each area's text becomes the body of its document, its first heading the title. */
export function readAreas(files: readonly { readonly path: string; readonly name: string; readonly text: string; readonly content: Buffer }[], hashes: ReadonlyMap<string, string>): ReadAreas {
  const areas: ImportedArea[] = [];
  const names = new Map<string, string>();
  const remarks: Remark[] = [];
  const taken = new Set(files.map(({ name }) => name).filter((name) => areaNameOf(name) === name));
  for (const { path, name, text, content } of files) {
    const area = areaNameOf(name) === name ? name : free(areaNameOf(name), taken);
    taken.add(area);
    names.set(name, area);
    if (area !== name) remarks.push(readOtherwise(path, `The area is called ${area} now.`));
    const body = text.replace(/^\ufeff/, '');
    const heading = /^\s*#\s+(\S.*)/.exec(body)?.[1];
    const isCut = hashes.get(name) === contentHash(content);
    if (!isCut) remarks.push(readOtherwise(path, 'No tickets were written yet for what it says now: its manager will write them.'));
    areas.push({ fields: { area, title: plainLine(heading ?? name, longest.line) }, body, isCut });
  }
  return { areas, names, remarks };
}

/** A name as an area can have it. */
function areaNameOf(name: string): string {
  return shortName(name).slice(0, longest.areaName).replace(/-+$/, '');
}

function free(name: string, taken: ReadonlySet<string>): string {
  for (let number = 2; taken.has(name) ; number += 1) {
    const numbered = `${name.slice(0, longest.areaName - 1 - String(number).length).replace(/-+$/, '')}-${String(number)}`;
    if (!taken.has(numbered)) return numbered;
  }
  return name;
}
