import { installedModules, unpackPublished } from '../support/publishedPackage.js';

const integrity = 'sha512-2yyAR8qBkN3YuheJanUpWC5U3bb5osDywNB8RzDVlDwDHbocAJveqqj1u8+SVD7jkWT4yvsHCpWqqWqAxb0zCA==';

/** Unpacks minimist 1.2.8 into a folder, as it was published. */
export function unpackMinimist(folder: string): void {
  unpackPublished('minimist', '1.2.8', integrity, folder);
}

/** The `node_modules` folder that its tests need. */
export function minimistModules(): string {
  return installedModules('tape', '5.9.0');
}
